from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    """住户."""

    name = "households"
    verbose_name = "住户"

    def ready(self) -> None:
        from yunyang_relief.core.registry import registry

        from . import audited, menu, todos

        menu.register()
        registry.audited |= audited.AUDITED
        registry.todo_sources += [todos.survey_todos, todos.verification_todos]
