"""The one way an action says no."""


class Refused(Exception):
    """An action did not happen, and here is why and how to mend it.

    `code` is stable and machine-readable (API problem type); `message` is Chinese for people.
    Pages show it in place and keep the form; the API answers 409 problem+json.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Stale(Refused):
    """Somebody else changed the subject after this form or request had read it."""

    def __init__(self, message: str) -> None:
        super().__init__("stale", message)
