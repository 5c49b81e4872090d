from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """救助: cases, decisions, awards."""

    name = "assistance"
    verbose_name = "救助"

    def ready(self) -> None:
        from yunyang_relief.core.registry import registry

        from . import flags, menu, receivers, todos

        menu.register()
        flags.register()
        receivers.connect()
        registry.todo_sources += [todos.case_todos, todos.review_todos]
