from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """统计."""

    name = "reports"
    verbose_name = "统计"

    def ready(self) -> None:
        from yunyang_relief.core.jobs import register
        from yunyang_relief.core.registry import registry

        from . import actions, audited, menu, todos

        menu.register()
        registry.audited |= audited.AUDITED
        register(actions.LEDGER_JOB)
        registry.todo_sources += [todos.ledger_todos, todos.spot_check_todos]
