"""The written procedure is the one the system works by."""

from assistance.enums import Programme
from assistance.management.commands.workflow_docs import path_of, render
from assistance.workflow import WORKFLOWS


def test_the_document_is_up_to_date() -> None:
    for programme in WORKFLOWS:
        assert path_of(programme).read_text() == render(programme), "run manage.py workflow_docs"


def test_the_document_names_every_step_and_limit() -> None:
    text = render(Programme.DIBAO)
    for transition in WORKFLOWS[Programme.DIBAO].values():
        assert transition.label in text
    for clause in ("条例 19", "民发〔2012〕220号 18", "民发〔2021〕57号 22", "条例 18（三）"):
        assert clause in text
