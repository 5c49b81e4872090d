from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """救助: cases, decisions, awards."""

    name = "assistance"
    verbose_name = "救助"

    def ready(self) -> None:
        from eligibility.loading import read_awards_from
        from eligibility.revising import FOLLOWERS
        from yunyang_relief.core import jobs
        from yunyang_relief.core.registry import registry

        from . import audited, flags, menu, programmes, queries, receivers, terms, todos
        from .actions.backpay import BACK_PAY, propose_back_pay

        programmes.discover()
        read_awards_from(queries.AWARDS_FOR_RULES)
        FOLLOWERS.append(propose_back_pay)
        jobs.register(BACK_PAY)
        menu.register()
        registry.audited |= audited.words()
        flags.register()
        terms.register()
        receivers.connect()
        registry.todo_sources += [
            todos.case_todos,
            todos.review_todos,
            todos.back_pay_todos,
            todos.payment_todos,
            todos.office_todos,
        ]
