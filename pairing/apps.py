from django.apps import AppConfig


class PairingConfig(AppConfig):
    """结对."""

    name = "pairing"
    verbose_name = "结对"

    def ready(self) -> None:
        from yunyang_relief.core.registry import registry

        from . import audited, flags, menu, todos

        menu.register()
        registry.audited |= audited.AUDITED
        registry.todo_sources.append(todos.pairing_todos)
        for kind in flags.KINDS:
            registry.add_flag_kind(kind)
