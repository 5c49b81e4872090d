"""帮扶: who is in the scope of 本次城市特殊困难群众救助帮扶."""

from datetime import date
from pathlib import Path

from eligibility.engine.programme import Programme
from eligibility.programmes.bangfu.rules import decide

PROGRAMME = Programme(
    code="bangfu",
    name="本次帮扶范围",
    clause="22号文 一（二）、四（二）三",
    rule=decide,
    folder=Path(__file__).parent,
    since=date(2019, 2, 28),
    reads=frozenset({"rural_registration"}),
    needs=("dibao", "tekun"),
    period="",
)
