"""Code lists of the assistance procedures."""

from django.db import models

from yunyang_relief.core.access import PROGRAMME_OFFICES, Department


class Programme(models.TextChoices):
    """What can be applied for; the codes are those of `eligibility.programmes`."""

    DIBAO = "dibao", "最低生活保障"
    TEKUN = "tekun", "特困人员救助供养"
    LINSHI = "linshi", "临时救助"
    YILIAO = "yiliao", "医疗救助"
    JIAOYU = "jiaoyu", "教育资助"
    ZHUFANG = "zhufang", "住房保障"
    JIUYE = "jiuye", "就业援助"
    ZAIHAI = "zaihai", "受灾人员救助"

    @property
    def short(self) -> str:
        """The word people use in a title or a document number."""
        return {"dibao": "低保", "tekun": "特困", "zaihai": "受灾救助"}.get(self.value, self.label)

    @property
    def office(self) -> Department:
        """The county department that handles its cases."""
        return PROGRAMME_OFFICES[self.value]


class Stage(models.TextChoices):
    """Where a case stands: what has to happen next, or how it ended."""

    APPLIED = "applied", "待受理"
    SUPPLEMENT = "supplement", "待补正"
    INQUIRY = "inquiry", "核对与调查"
    SCHOOL = "school", "学校审核"
    HOUSING_CHECK = "housing_check", "住房核查"
    APPRAISAL = "appraisal", "民主评议"
    MEETING = "meeting", "评审会"
    REVIEW = "review", "乡镇审核"
    NOTICE = "notice", "公示"
    RECHECK = "recheck", "异议重查"
    MATCHING = "matching", "部门比对"
    CONFIRMATION = "confirmation", "审批确认"
    PAPERWORK = "paperwork", "先行救助，待补手续"
    WAITING = "waiting", "轮候"
    ASSISTING = "assisting", "援助中"
    APPROVED = "approved", "已批准"
    DONE = "done", "已办结"
    REFUSED = "refused", "不予批准"
    REJECTED = "rejected", "不予受理"
    WITHDRAWN = "withdrawn", "申请人撤回"


CLOSED = frozenset({Stage.APPROVED, Stage.DONE, Stage.REFUSED, Stage.REJECTED, Stage.WITHDRAWN})
OPEN = frozenset(Stage) - CLOSED
# From acceptance on the statutory clock runs.
RUNNING = OPEN - {Stage.APPLIED, Stage.SUPPLEMENT}
# The aid has begun: only what is to be done for it has a date, no more the whole procedure.
AIDED = frozenset({Stage.PAPERWORK, Stage.ASSISTING})


class Level(models.TextChoices):
    """Who decides."""

    COUNTY = "county", "县级主管部门"
    TOWNSHIP = "township", "乡镇（街道）"

    def authority(self, programme: Programme) -> str:
        """Who that is for a programme, e.g. 县医保局."""
        return programme.office.label if self is Level.COUNTY else self.label


class Paper(models.TextChoices):
    """Papers of an application (条例 15; 民发〔2012〕220号 12)."""

    APPLICATION = "application", "书面申请书"
    IDENTITY = "identity", "共同生活成员居民户口簿、身份证复印件"
    AUTHORISATION = "authorisation", "重庆市社会救助家庭经济状况核查授权书"
    INCOME = "income", "家庭收入状况证明"
    ASSETS = "assets", "家庭财产状况材料"
    SPENDING = "spending", "家庭消费支出状况材料"
    HEALTH = "health", "残疾证、诊断证明"
    SCHOOLING = "schooling", "在读证明"
    BILLS = "bills", "医疗费票据、结算单"
    EVENT = "event", "事故、灾害等情况证明"
    HOUSING = "housing", "住房情况证明"
    OTHER = "other", "其他材料"


# Without these an application is not complete; the others depend on the household (条例 15).
REQUIRED_PAPERS = (Paper.APPLICATION, Paper.IDENTITY, Paper.AUTHORISATION, Paper.INCOME)


class CheckResult(models.TextChoices):
    """What the county's checking centre found."""

    CONSISTENT = "consistent", "与申报一致"
    DIFFERENT = "different", "与申报有出入，已按核对结果更正"
    UNFIT = "unfit", "核对结果不符合条件"


class AppraisalResult(models.TextChoices):
    """What the residents' meeting said about the inquiry."""

    FIT = "fit", "符合"
    UNFIT = "unfit", "不符合"
    DISPUTED = "disputed", "争议较大"


class NoticeKind(models.TextChoices):
    """A first notice, or the shorter one after an objection was looked into."""

    FIRST = "first", "初次公示"
    AGAIN = "again", "再次公示"


class Kinship(models.TextChoices):
    """近亲属 (民发〔2012〕220号 14): what the relative is to the official."""

    SPOUSE = "spouse", "配偶"
    PARENT = "parent", "父母"
    CHILD = "child", "子女"
    SIBLING = "sibling", "兄弟姐妹"
    GRANDPARENT = "grandparent", "祖父母、外祖父母"
    GRANDCHILD = "grandchild", "孙子女、外孙子女"


class AidForm(models.TextChoices):
    """How 临时救助 is given (民发〔2018〕23号 二（四）)."""

    CASH = "cash", "救助金"
    GOODS = "goods", "实物"
    REFERRAL = "referral", "转介服务"


class RulingState(models.TextChoices):
    """A point that people settle: the township proposes, the county confirms."""

    PROPOSED = "proposed", "待县局确认"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "未确认"


class Outcome(models.TextChoices):
    """How a case was decided."""

    APPROVED = "approved", "批准"
    REFUSED = "refused", "不予批准"


class EndReason(models.TextChoices):
    """Why an award ended (变动种类)."""

    INCOME = "income", "家庭收入超过保障标准"
    ASSETS = "assets", "家庭财产、消费支出不符合规定"
    DECEASED = "deceased", "保障对象死亡"
    MOVED = "moved", "户籍迁出本县"
    TEKUN = "tekun", "转为特困供养"
    LAPSED = "lapsed", "逾期未续保"
    UNCOOPERATIVE = "uncooperative", "不配合核查"
    RECOVERED = "recovered", "恢复劳动能力"
    IMPRISONED = "imprisoned", "被判处刑罚，正在服刑"
    OBLIGED = "obliged", "义务人具备履行能力"
    FRAUD = "fraud", "虚报、隐瞒"
    VOLUNTARY = "voluntary", "自愿退出"
    ONCE = "once", "一次性待遇"
    OTHER = "other", "其他"


class BackPayState(models.TextChoices):
    """Where a proposed back-payment stands; paying it is another matter."""

    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "已批准"
    DECLINED = "declined", "不予补发"


class FundSource(models.TextChoices):
    """Who pays for a fund; batches draw on them in this order."""

    CENTRAL = "central", "中央"
    CITY = "city", "市级"
    COUNTY = "county", "县级"


class BatchState(models.TextChoices):
    """Where a payment batch stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待复核"
    REVIEWED = "reviewed", "待财政审批"
    LOCKED = "locked", "已锁定"
    EXPORTED = "exported", "已导出"
    REPLIED = "replied", "已回盘"
    SETTLED = "settled", "已结清"


# Lines may still change; from the approval on they never do.
UNLOCKED = frozenset({BatchState.DRAFT, BatchState.SUBMITTED, BatchState.REVIEWED})


class LineKind(models.TextChoices):
    """What a payment is for."""

    REGULAR = "regular", "月发"
    ONCE = "once", "一次性"
    BACK_PAY = "back_pay", "补发"


class LineState(models.TextChoices):
    """What becomes of a payment."""

    DUE = "due", "待发"
    HELD = "held", "暂缓"
    PAID = "paid", "已发"
    FAILED = "failed", "失败"


class BankFileKind(models.TextChoices):
    """To the bank, or back from it."""

    ORDER = "order", "代发文件"
    REPLY = "reply", "回盘文件"


class RecoveryState(models.TextChoices):
    """追缴: what was paid without ground."""

    OPEN = "open", "追缴中"
    REPAID = "repaid", "已追回"
    WAIVED = "waived", "已核销"
