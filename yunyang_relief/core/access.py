"""Who may do what to which class of data: the one table.

Scoping, menus, buttons, API and the access test all read `GRANTS`. A role not named for a
resource may do nothing with it. The region (township, community) narrows it further: see
`ScopedQuerySet.visible_to`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .models import User


class Role(models.TextChoices):
    """What a user is in the county's procedure."""

    COMMUNITY_HELPER = "community_helper", "社区协管员"
    CASEWORKER = "caseworker", "乡镇经办人"
    TOWNSHIP_OFFICIAL = "township_official", "乡镇审核人"
    COUNTY_OFFICER = "county_officer", "县民政"
    BUREAU = "bureau", "县级部门"
    AUDITOR = "auditor", "审计"
    ADMINISTRATOR = "administrator", "系统管理员"


class Department(models.TextChoices):
    """The county departments of 22号文 五（一）."""

    CIVIL_AFFAIRS = "civil_affairs", "县民政局"
    FINANCE = "finance", "县财政局"
    EDUCATION = "education", "县教委"
    HEALTH = "health", "县卫生健康委"
    MEDICAL_INSURANCE = "medical_insurance", "县医保局"
    HUMAN_RESOURCES = "human_resources", "县人力社保局"
    HOUSING = "housing", "县住房城乡建委"
    EMERGENCY = "emergency", "县应急局"
    DISABLED_FEDERATION = "disabled_federation", "县残联"


class Resource(Enum):
    """A class of data; the value is how a refusal names it."""

    HOUSEHOLD = "住户档案"
    SURVEY = "入户调查"
    PROTECTED = "身份号码、银行账号和电话的完整内容"
    VERIFICATION = "事实核实"
    ASSESSMENT = "核算结果"
    CASE = "救助案件"
    AWARD = "待遇"
    PAYMENT = "资金发放"
    FUND = "资金预算"
    MEDICAL = "住院费用与健康管理"
    NOTICE = "公示"
    LEDGER = "台账"
    PAIRING = "结对帮扶"
    FLAG = "预警"
    CALENDAR = "工作日历"
    USER = "用户与区域"
    AUDIT = "审计日志"
    JOB = "后台作业"
    PARAMETER = "政策参数"


class Verb(Enum):
    """What may be done with it."""

    VIEW = "查看"
    EDIT = "办理"
    DOWNLOAD = "下载"


V, E, D = Verb.VIEW, Verb.EDIT, Verb.DOWNLOAD
R = Resource
_READ_CASES = {
    R.HOUSEHOLD: {V},
    R.ASSESSMENT: {V},
    R.CASE: {V},
    R.AWARD: {V},
    R.MEDICAL: {V},
    R.NOTICE: {V},
}

GRANTS: dict[Role, dict[Resource, set[Verb]]] = {
    Role.COMMUNITY_HELPER: {
        R.HOUSEHOLD: {V, E},
        R.SURVEY: {V, E},
        R.ASSESSMENT: {V},
        R.CASE: {V},
        R.NOTICE: {V},
        R.PAIRING: {V},
        R.FLAG: {V},
        R.PARAMETER: {V},
    },
    Role.CASEWORKER: {
        R.HOUSEHOLD: {V, E},
        R.SURVEY: {V, E},
        R.PROTECTED: {V},
        R.VERIFICATION: {V, E},
        R.ASSESSMENT: {V},
        R.CASE: {V, E},
        R.AWARD: {V},
        R.PAYMENT: {V, E},
        R.MEDICAL: {V},
        R.NOTICE: {V, E, D},
        R.LEDGER: {V, D},
        R.PAIRING: {V, E},
        R.FLAG: {V},
        R.JOB: {V},
        R.PARAMETER: {V},
    },
    Role.TOWNSHIP_OFFICIAL: {
        **_READ_CASES,
        R.PAYMENT: {V},
        R.SURVEY: {V},
        R.PROTECTED: {V},
        R.VERIFICATION: {V},
        R.CASE: {V, E},
        R.NOTICE: {V, E, D},
        R.LEDGER: {V, D},
        R.PAIRING: {V, E},
        R.FLAG: {V},
        R.JOB: {V},
        R.PARAMETER: {V},
    },
    Role.COUNTY_OFFICER: {
        **_READ_CASES,
        R.SURVEY: {V},
        R.PROTECTED: {V},
        R.VERIFICATION: {V},
        R.CASE: {V, E},
        R.AWARD: {V, E, D},
        R.PAYMENT: {V, E},
        R.FUND: {V},
        R.NOTICE: {V, D},
        R.LEDGER: {V, D},
        R.PAIRING: {V},
        R.FLAG: {V},
        R.CALENDAR: {V, E},
        R.JOB: {V},
        R.PARAMETER: {V, E, D},
    },
    Role.BUREAU: {
        R.VERIFICATION: {V, E},
        R.LEDGER: {V, D},
        R.JOB: {V},
        R.PARAMETER: {V, E},
    },
    Role.AUDITOR: {
        **_READ_CASES,
        R.PAYMENT: {V},
        R.FUND: {V},
        R.SURVEY: {V},
        R.PROTECTED: {V},
        R.LEDGER: {V, D},
        R.PAIRING: {V},
        R.FLAG: {V},
        R.CALENDAR: {V},
        R.AUDIT: {V},
        R.JOB: {V},
        R.PARAMETER: {V},
    },
    Role.ADMINISTRATOR: {R.USER: {V, E}, R.CALENDAR: {V}, R.JOB: {V}},
}

# Departments answerable for each programme (22号文 二, the first-named leads): their users
# read and download its ledgers; those of the first also draft and check its parameters.
PROGRAMME_DEPARTMENTS: dict[str, tuple[Department, ...]] = {
    "dibao": (
        Department.CIVIL_AFFAIRS,
        Department.EDUCATION,
        Department.FINANCE,
        Department.HEALTH,
        Department.DISABLED_FEDERATION,
    ),
    "tekun": (Department.CIVIL_AFFAIRS, Department.FINANCE),
    "zaihai": (Department.EMERGENCY, Department.FINANCE),
    "yiliao": (Department.HEALTH, Department.MEDICAL_INSURANCE, Department.FINANCE),
    "jiaoyu": (Department.EDUCATION, Department.CIVIL_AFFAIRS, Department.FINANCE),
    "zhufang": (Department.HOUSING, Department.CIVIL_AFFAIRS, Department.FINANCE),
    "jiuye": (Department.HUMAN_RESOURCES, Department.CIVIL_AFFAIRS, Department.FINANCE),
    "linshi": (Department.CIVIL_AFFAIRS, Department.FINANCE),
}

# The department that handles a programme's cases at the county (社会救助暂行办法 14–57); its
# bureau users act on these cases and see no others. 县民政 acts through its own role.
PROGRAMME_OFFICES: dict[str, Department] = {
    "dibao": Department.CIVIL_AFFAIRS,
    "tekun": Department.CIVIL_AFFAIRS,
    "linshi": Department.CIVIL_AFFAIRS,
    "yiliao": Department.MEDICAL_INSURANCE,
    "jiaoyu": Department.EDUCATION,
    "zhufang": Department.HOUSING,
    "jiuye": Department.HUMAN_RESOURCES,
    "zaihai": Department.EMERGENCY,
}
OFFICE_GRANTS: dict[Resource, set[Verb]] = {
    R.CASE: {V, E},
    R.AWARD: {V},
    R.PAYMENT: {V, E},
    R.NOTICE: {V, D},
}
# What single departments see and do beside the cases they handle: people's care (22号文
# 二（四）); the finance bureau keeps the funds of every programme, approves what is paid from them,
# and deals with the bank (五（一）).
DEPARTMENT_GRANTS: dict[str, dict[Resource, set[Verb]]] = {
    Department.MEDICAL_INSURANCE: {R.MEDICAL: {V, E}},
    Department.HEALTH: {R.MEDICAL: {V}},
    Department.FINANCE: {R.AWARD: {V}, R.PAYMENT: {V, E, D}, R.FUND: {V, E}},
}


def office_programmes(department: str) -> list[str]:
    """The programmes whose cases a department handles."""
    return [code for code, office in PROGRAMME_OFFICES.items() if office == department]


def programmes_of(department: str, resource: Resource) -> list[str]:
    """The programmes of which a department sees this class of data."""
    if resource in DEPARTMENT_GRANTS.get(department, {}):
        return list(PROGRAMME_OFFICES)
    return office_programmes(department)


@dataclass(frozen=True)
class Access:
    """What a page or endpoint asks of its user; every route has one."""

    resource: Resource | None
    verb: Verb = Verb.VIEW
    signed_in: bool = True

    def allows(self, user: User | AnonymousUser) -> bool:
        """Tell whether this user may use the route at all (regions are checked per object)."""
        if not self.signed_in:
            return True
        if not user.is_authenticated:
            return False
        return self.resource is None or may(user, self.resource, self.verb)

    @property
    def refusal(self) -> str:
        """The sentence for a user who lacks it."""
        name = self.resource.value if self.resource else ""
        return (
            f"您的岗位没有“{self.verb.value}{name}”的权限。"
            "确需办理的，请联系本单位负责人，由系统管理员调整岗位。"
        )


PUBLIC = Access(None, signed_in=False)
SIGNED_IN = Access(None)


def may(user: User | AnonymousUser, resource: Resource, verb: Verb = Verb.VIEW) -> bool:
    """Read the table for one user."""
    if not user.is_authenticated or not user.is_active:
        return False
    granted = GRANTS[Role(user.role)].get(resource, set())
    if user.role == Role.BUREAU:
        granted = granted | DEPARTMENT_GRANTS.get(user.department, {}).get(resource, set())
        if office_programmes(user.department):
            granted = granted | OFFICE_GRANTS.get(resource, set())
    return verb in granted


def may_revise(user: User | AnonymousUser, programme: str) -> bool:
    """Tell whether a user drafts and checks a programme's parameters.

    The county's civil affairs do so for every programme, a bureau for those it leads or handles.
    """
    if not may(user, Resource.PARAMETER, Verb.EDIT) or not user.is_authenticated:
        return False
    answerable = {*PROGRAMME_DEPARTMENTS.get(programme, ())[:1], PROGRAMME_OFFICES.get(programme)}
    return user.role != Role.BUREAU or user.department in answerable
