from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The shared app: users, regions, access, audit, jobs, base pages."""

    name = "yunyang_relief.core"
    label = "core"
    verbose_name = "公共"

    def ready(self) -> None:
        from . import audited, menu, todos
        from . import checks as _checks  # noqa: F401  # importing registers the system checks
        from .registry import registry

        menu.register()
        registry.audited |= audited.AUDITED
        registry.todo_sources += [todos.account_todos, todos.job_todos]
