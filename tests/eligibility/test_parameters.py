"""Dated parameters: in force or not, confirmed or not, and the seeds themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from eligibility.engine.parameters import (
    BadParameter,
    NotInForce,
    ParameterSet,
    Policy,
    Revision,
    State,
)
from eligibility.engine.programme import discover, seeds
from eligibility.programmes.bangfu.rules import BangfuPolicy
from eligibility.programmes.dibao.policy import DibaoPolicy
from eligibility.programmes.jiuye.policy import JiuyePolicy
from eligibility.programmes.linshi.policy import LinshiPolicy
from eligibility.programmes.tekun.policy import TekunPolicy
from eligibility.programmes.yiliao.policy import YiliaoPolicy
from eligibility.programmes.zaihai.policy import ZaihaiPolicy


class Sample(Policy):
    programme = "sample"

    limit: Revision[int]


def record(**stated: Any) -> dict[str, Any]:
    return {
        "code": "sample.limit",
        "label": "上限",
        "kind": "money",
        "from": date(2019, 1, 1),
        "state": "confirmed",
        "value": "546.50",
        **stated,
    }


def test_a_value_holds_from_its_first_day_to_the_day_before_the_last() -> None:
    later = record(**{"from": date(2020, 1, 1), "value": "580"})
    parameters = ParameterSet.from_records([record(to=date(2020, 1, 1)), later])

    assert Sample.at(parameters, date(2019, 12, 31)).limit.value == 54_650
    assert Sample.at(parameters, date(2020, 1, 1)).limit.value == 58_000


def test_reading_a_value_not_in_force_raises() -> None:
    policy = Sample.at(ParameterSet.from_records([record()]), date(2018, 12, 31))

    assert not policy.in_force("limit")
    with pytest.raises(NotInForce, match=r"2018-12-31 没有生效的参数 sample\.limit"):
        _ = policy.limit


def test_a_name_that_is_not_declared_does_not_exist() -> None:
    with pytest.raises(AttributeError):
        _ = Sample.at(ParameterSet.from_records([record()]), date(2019, 1, 1)).limits


def test_an_unknown_value_cannot_be_read_and_offers_its_candidates() -> None:
    unknown = record(state="unknown", value=None, candidates=["1", "2"], placeholder="2")
    limit = Sample.at(ParameterSet.from_records([unknown]), date(2019, 1, 1)).limit

    assert limit.options == (100, 200)
    assert limit.worded == "1.00 或 2.00"
    with pytest.raises(LookupError, match="未知"):
        _ = limit.value


@pytest.mark.parametrize(
    "records",
    [
        [record(state="unknown")],
        [record(value=None)],
        [record(to=date(2019, 1, 1))],
        [record(), record(**{"from": date(2019, 6, 1)})],
    ],
    ids=["unknown with a value", "no value", "ends before it begins", "overlap"],
)
def test_contradictions_are_refused(records: list[dict[str, Any]]) -> None:
    with pytest.raises(BadParameter):
        ParameterSet.from_records(records)


@pytest.mark.parametrize(
    ("kind", "raw", "words"),
    [
        ("money", "1092", "1,092.00"),
        ("count", 12, "12"),
        ("ratio", "1.5", "1.5"),
        ("choice", "counted", "计入"),
        ("codes", ["counted"], "计入"),
        ("codes", [], "无"),
    ],
)
def test_values_are_worded_for_people(kind: str, raw: Any, words: str) -> None:
    parameters = ParameterSet.from_records(
        [record(kind=kind, value=raw, words={"counted": "计入"})]
    )

    assert parameters.revisions[0].worded == words


@pytest.mark.parametrize(
    "policy",
    [
        DibaoPolicy,
        TekunPolicy,
        ZaihaiPolicy,
        BangfuPolicy,
        YiliaoPolicy,
        JiuyePolicy,
        LinshiPolicy,
    ],
)
def test_a_programme_declares_exactly_the_parameters_of_its_file(policy: type[Policy]) -> None:
    codes = {r.code for r in seeds().revisions if r.code.startswith(f"{policy.programme}.")}
    declared = {f"{policy.programme}.{name}" for name in policy.__annotations__}

    assert declared - {f"{policy.programme}.programme"} == codes


@pytest.mark.parametrize("revision", seeds().revisions, ids=lambda r: f"{r.code}-{r.since}")
def test_a_seed_says_where_it_comes_from_and_what_is_doubtful(revision: Revision[Any]) -> None:
    assert revision.label
    assert revision.clause
    assert revision.provenance
    if revision.state is State.CONFIRMED:
        assert revision.provenance.startswith(("S_", "K_H"))
    else:
        assert revision.note


def test_every_programme_in_force_has_its_parameters_on_its_first_day() -> None:
    for programme in discover().values():
        assert any(
            revision.code.startswith(f"{programme.code}.") and revision.covers(programme.since)
            for revision in seeds().revisions
        )
