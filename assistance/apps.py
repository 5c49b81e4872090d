from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """救助: cases, decisions, awards."""

    name = "assistance"
    verbose_name = "救助"

    def ready(self) -> None:
        from eligibility.loading import read_awards_from
        from yunyang_relief.core.registry import registry

        from . import audited, flags, menu, programmes, queries, receivers, todos

        programmes.discover()
        read_awards_from(queries.AWARDS_FOR_RULES)
        menu.register()
        registry.audited |= audited.words()
        flags.register()
        receivers.connect()
        registry.todo_sources += [todos.case_todos, todos.review_todos]
