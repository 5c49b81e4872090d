"""临时救助: aid to a household for one mishap or one burst of necessary spending."""

from datetime import date
from pathlib import Path

from eligibility.engine.programme import Programme
from eligibility.programmes.linshi.rules import decide

PROGRAMME = Programme(
    code="linshi",
    name="临时救助",
    clause="22号文 二（八）；民发〔2018〕23号；渝民发〔2017〕60号",
    rule=decide,
    folder=Path(__file__).parent,
    # The day that told 急难型 from 支出型.
    since=date(2018, 1, 23),
    reads=frozenset({"emergencies", "orphanhood"}),
    needs=("dibao", "tekun"),
    period="次",
)
