"""The table as a machine: whatever people try, in whatever order, nothing is skipped."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistance import forms
from assistance.actions.effects import EFFECTS
from assistance.desk import form_class
from assistance.enums import CLOSED, OPEN, Level, Programme, Stage
from assistance.models import Award, Case
from assistance.procedure import PROCEDURES
from assistance.programmes.dibao import DIBAO_2016
from assistance.workflow import CASEWORKER, MAKING, WORKFLOWS, Part, stages_of
from yunyang_relief.core.access import GRANTS, OFFICE_GRANTS, Resource, Role, Verb
from yunyang_relief.core.errors import Refused

from .walks import CANNED, Walk

TABLE = WORKFLOWS[Programme.DIBAO]
TRIED = sorted(set(TABLE) - {"apply", "propose_ruling", "settle_ruling", "extend"})
# What has to be done, in this order, before anybody is approved under the 2016 rules.
WAY = ("apply", "accept", "investigate", "to_appraisal", "appraise", "publish", "approve")


EVERY_TABLE = pytest.mark.parametrize("programme", list(WORKFLOWS), ids=str)


@EVERY_TABLE
def test_codes_are_those_of_the_steps_and_forms_exist(programme: Programme) -> None:
    for code, transition in WORKFLOWS[programme].items():
        assert transition.code == code
        assert issubclass(form_class(transition), forms.PlainStep)


@EVERY_TABLE
def test_every_step_with_a_form_of_its_own_has_an_effect(programme: Programme) -> None:
    own = {c for c, t in WORKFLOWS[programme].items() if form_class(t) is not forms.PlainStep}
    assert own <= set(EFFECTS)


@EVERY_TABLE
def test_every_open_stage_can_be_left_and_no_closed_one(programme: Programme) -> None:
    for procedure in PROCEDURES[programme]:
        known = [t for t in WORKFLOWS[programme].values() if t.under(procedure)]
        for stage in OPEN & stages_of(programme):
            assert any(stage in t.sources and t.target not in (None, stage) for t in known)
        assert not any(t.sources & CLOSED for t in known)


@EVERY_TABLE
def test_whoever_takes_a_step_may_handle_cases(programme: Programme) -> None:
    for transition in WORKFLOWS[programme].values():
        for rules in PROCEDURES[programme]:
            for procedure in (rules, replace(rules, decider=Level.TOWNSHIP)):
                for role in transition.roles(procedure):
                    granted = OFFICE_GRANTS if role is Role.BUREAU else GRANTS[role]
                    assert Verb.EDIT in granted[Resource.CASE]


@EVERY_TABLE
def test_judging_steps_are_kept_apart_from_what_they_judge(programme: Programme) -> None:
    judging = {
        code: step.apart_from
        for code, step in WORKFLOWS[programme].items()
        if step.is_decision and step.by != CASEWORKER
    }
    assert all(judging.values())
    assert judging["approve"] == judging["refuse"] == MAKING
    if "propose" in judging:
        assert judging["propose"] == {Part.HANDLING}


@pytest.mark.django_db
@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from(TRIED), st.integers(0, 3)), min_size=10, max_size=40))
def test_no_way_around(walk: Walk, attempts: list[tuple[str, int]]) -> None:
    """Random steps by random people: each that succeeds was allowed, none was skipped."""
    with transaction.atomic():
        walk.day = date(2019, 9, 2)
        walk.apply()
        for code, who in [*attempts, *FORWARD]:
            walk.later(1)
            try_step(walk, code, who)
            check_invariants(walk.case)
        transaction.set_rollback(True)


# After the random part the case is pushed on, so that many runs get as far as a decision.
FORWARD = [
    *(("accept", 0), ("request_check", 0), ("receive_check", 0), ("investigate", 0)),
    *(("to_appraisal", 0), ("appraise", 1), ("propose", 2), ("publish", 0)),
    *((("report", 2),) * 12),
    ("approve", 3),
]


@pytest.mark.django_db
def test_the_straight_way_ends_in_an_award(walk: Walk) -> None:
    walk.apply()
    for code, who in FORWARD:
        walk.later(1)
        try_step(walk, code, who)
    check_invariants(walk.case)
    assert walk.case.stage == Stage.APPROVED


def try_step(walk: Walk, code: str, who: int) -> None:
    team = walk.team
    actor = (team.caseworker, team.second, team.official, team.officer)[who]
    before = Case.objects.get(pk=walk.case.pk)
    transition = TABLE[code]
    try:
        with transaction.atomic():
            data = CANNED.get(code, lambda w: {})(walk)
            walk.take(code, actor, "理由", **data)
    except Refused:
        after = Case.objects.get(pk=walk.case.pk)
        assert (after.version, after.stage) == (before.version, before.stage)
        return
    assert before.stage in transition.sources
    assert walk.case.stage == (transition.target or before.stage)
    assert walk.case.version == before.version + 1
    assert actor.role in transition.roles(DIBAO_2016)
    earlier = walk.case.steps.filter(version__lt=walk.case.version, actor=actor)
    parts = {TABLE[code].part for code in earlier.values_list("code", flat=True)}
    assert not parts & transition.apart_from


def check_invariants(case: Case) -> None:
    codes = list(case.steps.order_by("version").values_list("code", flat=True))
    assert case.version == len(codes)
    assert Case.objects.open().filter(household=case.household).count() <= 1
    if case.stage == Stage.APPROVED:
        places = [codes.index(code) for code in WAY]
        assert places == sorted(places)
        entry = case.notice_entries.filter(removed_on=None).last()
        assert entry.notice.ends_on < case.closed_on
        assert Award.objects.get(case=case).entitlements.exists()
