"""Code lists of results."""

from django.db import models


class Verdict(models.TextChoices):
    """The kernel's three answers, as findings write them."""

    PASS = "PASS", "符合"
    PENDING = "PENDING", "待核实"
    FAIL = "FAIL", "不符合"


class Basis(models.TextChoices):
    """Which facts a result rests on."""

    DECLARED = "declared", "按申报测算"
    VERIFIED = "verified", "认定结论"


class Cause(models.TextChoices):
    """What made a result change; a recompute is given one of the first three."""

    FACTS = "facts", "登记事实变动"
    REVIEW = "review", "全面复算（日期或规则变动）"
    PARAMETERS = "parameters", "政策参数变动"
    MEMBERS = "members", "家庭成员变动"
    AGE = "age", "成员年龄变动"
    SCHOOL = "school", "就学变动"
    HEALTH = "health", "疾病、残疾或住院变动"
    INCOME = "income", "收入变动"
    MEANS = "means", "财产、支出变动"
    WORK = "work", "就业变动"
    VERIFIED = "verified", "事实已核实"
    AWARD = "award", "待遇变动"


class ParameterState(models.TextChoices):
    """How sure a value is; the codes are those of the kernel."""

    CONFIRMED = "confirmed", "已确认"
    PROVISIONAL = "provisional", "暂行（待确认）"
    UNKNOWN = "unknown", "未知（待云阳县局确认）"


class RevisionStage(models.TextChoices):
    """Where a revision of a parameter stands."""

    DRAFT = "draft", "起草"
    CHECKING = "checking", "待复核"
    RETURNED = "returned", "已退回"
    IN_FORCE = "in_force", "已生效"
    WITHDRAWN = "withdrawn", "已撤回"
