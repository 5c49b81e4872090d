"""A suggestion which training and placement fits somebody (22号文 二（七）)."""

from __future__ import annotations

from eligibility.engine.codes import Education, Health
from eligibility.engine.versions import ByDate

SKILLED = {
    Education.POSTGRADUATE,
    Education.BACHELOR,
    Education.COLLEGE,
    Education.VOCATIONAL,
    Education.SENIOR_HIGH,
}

suggestion: ByDate[[Health, Education], str] = ByDate("职业培训建议")


@suggestion.since("2019-02-28")
def _health_then_education(health: Health, education: Education) -> str:
    """Health first, then education; what is not registered is to be registered first."""
    if health is Health.SERIOUSLY_ILL:
        return "以治疗康复为先，暂不安排培训"
    if health is Health.UNSTATED or education is Education.UNSTATED:
        return "先登记健康状况和学历"
    if health is Health.FRAIL:
        return "居家、轻体力的实用技能培训，介绍灵活就业或公益性岗位"
    if education in SKILLED:
        return "职业技能提升培训，介绍企业用工岗位"
    return "初级实用技能、岗前培训，介绍社区服务或公益性岗位"
