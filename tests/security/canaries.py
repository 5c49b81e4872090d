"""Protected values made for one test: wherever one of them turns up in clear, it leaked."""

from __future__ import annotations

from dataclasses import dataclass, fields

from yunyang_relief.core.idcards import check_character


def id_number(born: str, *, male: bool) -> str:
    """A valid number ending in X: its last six characters meet no timestamp, hash or key."""
    for order in range(701 + (not male), 999, 2):
        first17 = f"500235{born}{order}"
        if check_character(first17) == "X":
            return f"{first17}X"
    raise AssertionError("every birth date has such a number")


@dataclass(frozen=True)
class Canaries:
    """One value per place where people type protected ones."""

    head: str = id_number("19480211", male=False)
    newcomer: str = id_number("19790517", male=True)
    member: str = id_number("20080903", male=True)
    obligor: str = id_number("19820304", male=True)
    drafted: str = id_number("19910606", male=False)
    mistyped: str = "500235198811087771"
    looked_up: str = id_number("19650120", male=False)
    sought: str = id_number("19701231", male=True)
    head_phone: str = "13900417261"
    newcomer_phone: str = "13900417262"
    drafted_phone: str = "13900417263"
    helper_phone: str = "13900417264"
    head_account: str = "6217004173920000017"
    newcomer_account: str = "6217004173920000025"
    objector: str = "蒲启发13900417265"
    paper: str = "证明材料6217004173920000033"
    password: str = "first-password-417"
    wrong_password: str = "mistaken-password-417"

    def needles(self) -> list[str]:
        """Every value, and the tail of every identity number that ends in X."""
        values = [str(getattr(self, field.name)) for field in fields(self)]
        return values + [value[-6:] for value in values if len(value) == 18 and value[-1] == "X"]
