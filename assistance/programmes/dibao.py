"""低保: its procedure by date, and its table of steps.

条例 14–19; 民发〔2012〕220号; 民发〔2021〕57号.
"""

from dataclasses import replace
from datetime import date

from ..enums import Level, Programme
from ..procedure import Limit, Procedure, Unit
from ..workflow import without

BEGUN = frozenset({"request_check", "investigate"})

DIBAO_2016 = Procedure(
    programme=Programme.DIBAO,
    since=date(2016, 5, 1),
    title="重庆市城乡居民最低生活保障条例（2016修订）",
    source="条例 14–19；民发〔2012〕220号 13–26",
    decider=Level.COUNTY,
    total={Level.COUNTY: Limit(30, Unit.CALENDAR, "条例 19")},
    total_excludes_appraisal_and_notice=True,
    limits={
        "inquiry": Limit(10, Unit.WORKING, "民发〔2012〕220号 18"),
        "appraisal": Limit(5, Unit.WORKING, "民发〔2012〕220号 21"),
        "confirmation": Limit(5, Unit.WORKING, "民发〔2012〕220号 26"),
    },
    notice=Limit(7, Unit.CALENDAR, "条例 18（三）"),
    second_notice=Limit(3, Unit.CALENDAR, "条例 18（三）"),
    appraisal_required=True,
    refusal_told=Limit(3, Unit.CALENDAR, "民发〔2012〕220号 26"),
)

DIBAO_2021 = Procedure(
    programme=Programme.DIBAO,
    since=date(2021, 7, 1),
    title="最低生活保障审核确认办法（民发〔2021〕57号）",
    source="民发〔2021〕57号 10–22",
    decider=Level.COUNTY,
    total={Level.COUNTY: Limit(30, Unit.WORKING, "民发〔2021〕57号 22")},
    total_excludes_appraisal_and_notice=False,
    limits={
        "inquiry": Limit(3, Unit.WORKING, "民发〔2021〕57号 15", met_by=BEGUN),
        "confirmation": Limit(10, Unit.WORKING, "民发〔2021〕57号 20"),
    },
    notice=Limit(7, Unit.CALENDAR, "民发〔2021〕57号 19"),
    second_notice=None,
    appraisal_required=False,
    extended=Limit(45, Unit.WORKING, "民发〔2021〕57号 22"),
    refusal_told=Limit(3, Unit.WORKING, "民发〔2021〕57号 21"),
    open_questions=("2016 年条例第十九条（三十日）与本办法时限不一致，以何者为准待云阳县局确认",),
)

# Where the county delegates the decision, its procedure with `decider=Level.TOWNSHIP` is added
# with the date from which it does.
DIBAO_2022 = replace(
    DIBAO_2021,
    since=date(2022, 10, 20),
    title="最低生活保障审核确认办法及 2022 年兜底工作通知",
    source="民发〔2021〕57号 10–22；2022-10-20 兜底工作通知 四",
    total={
        Level.COUNTY: Limit(30, Unit.WORKING, "2022-10-20 兜底工作通知 四（一）"),
        Level.TOWNSHIP: Limit(20, Unit.WORKING, "2022-10-20 兜底工作通知 四（一）"),
    },
    extended=Limit(45, Unit.WORKING, "2022-10-20 兜底工作通知 四（一）"),
    open_questions=(
        *DIBAO_2021.open_questions,
        "确认权限是否、自何日起下放乡镇（街道）待云阳县局确认",
    ),
)

PROGRAMME = Programme.DIBAO
PROCEDURES = (DIBAO_2016, DIBAO_2021, DIBAO_2022)
TABLE = without()
