"""就业: households in which nobody who could work does, and the help they are owed."""

from datetime import date
from pathlib import Path

from eligibility.engine.programme import Programme
from eligibility.programmes.jiuye.rules import decide

PROGRAMME = Programme(
    code="jiuye",
    name="零就业家庭就业帮扶",
    clause="22号文 二（七）；就业促进法 第五十六条",
    rule=decide,
    folder=Path(__file__).parent,
    since=date(2019, 2, 28),
    reads=frozenset({"condition", "enrolment", "job_registration", "offers"}),
    needs=("dibao", "tekun"),
    period="",
)
