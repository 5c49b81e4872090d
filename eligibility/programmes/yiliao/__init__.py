"""医疗: 基本医保倾斜, 大病保险, and the medical assistance due for a person's hospital bills."""

from datetime import date
from pathlib import Path

from eligibility.engine.programme import Programme
from eligibility.programmes.yiliao.rules import decide

PROGRAMME = Programme(
    code="yiliao",
    name="医疗救助",
    clause="22号文 二（四）；社会救助暂行办法 第五章",
    rule=decide,
    folder=Path(__file__).parent,
    since=date(2018, 1, 1),
    reads=frozenset({"doctor_contract", "health_record", "stays"}),
    needs=("dibao", "tekun"),
    period="次",
)
