"""The registry's code lists as the kernel knows them, and who can supply a missing fact.

A member of a list is a small integer in a column, `code` is what the registry and a case file
write. A test holds the lists equal to `households.enums`, which the kernel must not import.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Self

import numpy as np
import numpy.typing as npt

TOWNSHIP = "乡镇（街道）入户调查"
CHECKING_CENTRE = "县核查认定中心"
DISABLED_FEDERATION = "县残联"
HEALTH = "县卫生健康委、县医保局"
EDUCATION = "县教委、就读学校"
HUMAN_RESOURCES = "县人力社保局"
HOUSING = "县住房城乡建委、不动产登记中心"
MARKET = "县市场监管局"
VEHICLES = "县公安局车管所"
BANKS = "银行、证券、保险机构（县核查认定中心）"
POLICE = "县公安局、司法机关"
ANTI_POVERTY = "县扶贫办"
COUNTY = "云阳县民政局"
MEDICAL_INSURANCE = "县医保局"
HOSPITALS = "就诊医院、县医保局"
EMERGENCY_MANAGEMENT = "县应急局"


class Code(IntEnum):
    """A code list. `supplier` is the office that can confirm a fact of this kind."""

    code: str
    label: str
    supplier: str

    def __new__(cls, code: str, label: str, supplier: str = "") -> Self:
        number = len(cls.__members__)
        member = int.__new__(cls, number)
        member._value_ = number
        member.code, member.label, member.supplier = code, label, supplier
        return member

    @classmethod
    def at(cls, number: int) -> Self:
        """The member that stands in a column as this number."""
        return tuple(cls)[number]

    @classmethod
    def having(cls, *members: Self) -> npt.NDArray[np.bool_]:
        """A set of codes as a lookup table: `WAGES[incomes.kind]` is a mask over the rows."""
        table = np.zeros(len(cls), dtype=np.bool_)
        table[list(members)] = True
        return table

    @classmethod
    def numbers(cls) -> dict[str, int]:
        """The integer that stands for each code in a column."""
        return {member.code: member.value for member in cls}


class Relation(Code):
    """Relation to the head of household (GB/T 4761); only what a rule asks about has a name."""

    SELF = "01", "本人（户主）"
    SPOUSE = "10", "配偶"
    HUSBAND = "11", "夫"
    WIFE = "12", "妻"
    SON = "20", "子"
    ONLY_SON = "21", "独生子"
    ADOPTED_SON = "27", "养子或继子"
    SON_IN_LAW = "28", "女婿"
    DAUGHTER = "30", "女"
    ONLY_DAUGHTER = "31", "独生女"
    ADOPTED_DAUGHTER = "37", "养女或继女"
    DAUGHTER_IN_LAW = "38", "儿媳"
    GRANDSON = "41", "孙子"
    GRANDDAUGHTER = "42", "孙女"
    MATERNAL_GRANDSON = "43", "外孙子"
    MATERNAL_GRANDDAUGHTER = "44", "外孙女"
    FATHER = "51", "父亲"
    MOTHER = "52", "母亲"
    FATHER_IN_LAW = "55", "岳父或公公"
    MOTHER_IN_LAW = "56", "岳母或婆婆"
    GRANDFATHER = "61", "祖父"
    GRANDMOTHER = "62", "祖母"
    MATERNAL_GRANDFATHER = "63", "外祖父"
    MATERNAL_GRANDMOTHER = "64", "外祖母"
    ELDER_BROTHER = "71", "兄"
    YOUNGER_BROTHER = "73", "弟"
    ELDER_SISTER = "75", "姐"
    YOUNGER_SISTER = "77", "妹"
    OTHER_RELATIVE = "97", "其他亲属"
    NOT_RELATED = "98", "非亲属"


class Sex(Code):
    MALE = "1", "男"
    FEMALE = "2", "女"


class HukouKind(Code):
    URBAN = "urban", "城镇"
    CONVERTED = "converted", "原农转城"
    RURAL = "rural", "农村"


class Labour(Code):
    ABLE = "able", "有"
    PARTLY_LOST = "partly_lost", "部分丧失"
    WHOLLY_LOST = "wholly_lost", "完全丧失"
    NONE = "none", "无"


class Education(Code):
    UNSTATED = "", "未登记"
    POSTGRADUATE = "10", "研究生"
    BACHELOR = "20", "大学本科"
    COLLEGE = "30", "大学专科"
    VOCATIONAL = "40", "中等职业"
    SENIOR_HIGH = "60", "普通高中"
    JUNIOR_HIGH = "70", "初中"
    PRIMARY = "80", "小学"
    OTHER = "90", "其他"


class Health(Code):
    UNSTATED = "", "未登记"
    HEALTHY = "healthy", "健康"
    FRAIL = "frail", "多病"
    SERIOUSLY_ILL = "seriously_ill", "重病"


class Insurance(Code):
    UNSTATED = "", "未登记"
    RESIDENT_1 = "resident_1", "居民医保一档"
    RESIDENT_2 = "resident_2", "居民医保二档"
    EMPLOYEE = "employee", "职工医保"
    NONE = "none", "未参保"


class Occupation(Code):
    PRESCHOOL = "preschool", "学龄前儿童"
    STUDENT = "student", "在校学生"
    EMPLOYED = "employed", "在职人员"
    FLEXIBLE = "flexible", "灵活就业"
    REGISTERED_UNEMPLOYED = "registered_unemployed", "登记失业"
    UNREGISTERED_UNEMPLOYED = "unregistered_unemployed", "未登记失业"
    RETIRED = "retired", "单位退休"
    NOT_WORKING = "not_working", "无业（老年、病残等）"


class DisabilityType(Code):
    NONE = "", "无"
    VISUAL = "1", "视力"
    HEARING = "2", "听力"
    SPEECH = "3", "言语"
    PHYSICAL = "4", "肢体"
    INTELLECTUAL = "5", "智力"
    MENTAL = "6", "精神"
    MULTIPLE = "7", "多重"


class Stage(Code):
    NONE = "", "不在读"
    KINDERGARTEN = "kindergarten", "学前教育"
    PRIMARY = "primary", "小学"
    JUNIOR_HIGH = "junior_high", "初中"
    SENIOR_HIGH = "senior_high", "普通高中"
    VOCATIONAL = "vocational", "中等职业"
    COLLEGE = "college", "大学专科"
    BACHELOR = "bachelor", "大学本科"
    MASTER = "master", "硕士研究生"
    DOCTOR = "doctor", "博士研究生"


class AbsenceKind(Code):
    NONE = "", "在户"
    CONSCRIPT = "conscript", "未婚现役军人"
    CLERGY = "clergy", "脱离家庭独立生活的宗教教职人员"
    PRISON = "prison", "在监狱服刑"
    REHABILITATION = "rehabilitation", "强制隔离戒毒"
    MISSING = "missing", "宣告失踪"


class RuralStatus(Code):
    NONE = "", "不在册"
    HELPED = "helped", "在册帮扶中（未脱贫）"
    GRADUATED = "graduated", "已脱贫（未清退）"
    REMOVED = "removed", "已清退"


class IncomeKind(Code):
    WAGE = "wage", "工资薪金", "用人单位、县人力社保局"
    CASUAL = "casual", "零工、灵活就业", TOWNSHIP
    BUSINESS = "business", "经营净收入", f"{MARKET}、税务部门"
    FARMING = "farming", "种养殖净收入", TOWNSHIP
    INTEREST = "interest", "利息、红利、储蓄性保险收益", BANKS
    RENT = "rent", "租金、土地流转、集体分红", TOWNSHIP
    PENSION = "pension", "离退休金、养老金", HUMAN_RESOURCES
    RESIDENT_PENSION = (
        "resident_pension",
        "城乡居民养老金（个人账户及加发）",
        HUMAN_RESOURCES,
    )
    BASIC_PENSION = "basic_pension", "中央确定的城乡居民基础养老金", HUMAN_RESOURCES
    UNEMPLOYMENT = "unemployment", "失业保险金", HUMAN_RESOURCES
    SURVIVOR = "survivor", "遗属补助", HUMAN_RESOURCES
    SUPPORT = "support", "赡养、扶养、抚养费（实收）", TOWNSHIP
    COMPENSATION = "compensation", "赔偿、补偿", TOWNSHIP
    DONATION = "donation", "捐赠、赠与", TOWNSHIP
    PREFERENTIAL = "preferential", "优待抚恤金", "县退役军人事务局"
    FAMILY_PLANNING = "family_planning", "计划生育奖励扶助金", "县卫生健康委"
    SCHOLARSHIP = "scholarship", "奖学金", EDUCATION
    BRAVERY = "bravery", "见义勇为奖励", TOWNSHIP
    ASSISTANCE = "assistance", "政府救助款物（低保、临时救助、医疗救助等）", COUNTY
    DISABILITY_SUBSIDY = "disability_subsidy", "残疾人两项补贴", DISABLED_FEDERATION
    OTHER = "other", "其他收入", TOWNSHIP


class AssetKind(Code):
    DEPOSIT = "deposit", "存款、现金", BANKS
    SECURITIES = "securities", "有价证券、基金", BANKS
    CLAIM = "claim", "债权", TOWNSHIP
    INSURANCE = "insurance", "商业保险（现金价值）", BANKS
    HOUSE = "house", "住房", HOUSING
    VEHICLE = "vehicle", "机动车船、工程机械、大型农机", VEHICLES
    WHEELCHAIR = "wheelchair", "残疾人燃油补贴轮椅车", VEHICLES
    SHOP = "shop", "商铺、门面", HOUSING
    COMPANY = "company", "注册企业、公司", MARKET
    OTHER = "other", "其他财产", TOWNSHIP


class ExpenditureKind(Code):
    MEDICAL = "medical", "医疗费用", HEALTH
    TUITION = "tuition", "学费", EDUCATION
    PRIVATE_TUITION = "private_tuition", "义务教育阶段民办学校学费", EDUCATION
    STUDY_ABROAD = "study_abroad", "自费出国留学", EDUCATION
    UTILITIES = "utilities", "水电燃料、通讯、物业", TOWNSHIP
    INSURANCE_PREMIUM = "insurance_premium", "商业保险缴费", BANKS
    HOUSE_BUILDING = "house_building", "修建自有住房", HOUSING
    HOUSE_PURCHASE = "house_purchase", "购买商品房（按揭或全款）", HOUSING
    RENOVATION = "renovation", "高标准装修", TOWNSHIP
    DEBT = "debt", "偿还债务", TOWNSHIP
    OTHER = "other", "其他支出", TOWNSHIP


class SpendingReason(Code):
    NONE = "", "无"
    DISASTER = "disaster", "因灾重建"
    DANGER = "danger", "排危"
    DEMOLITION = "demolition", "国家基础设施建设拆迁"
    CALAMITY = "calamity", "家庭重大变故"


class Cause(Code):
    ILLNESS = "illness", "疾病"
    DISABILITY = "disability", "残疾"
    SCHOOLING = "schooling", "因学"
    DISASTER = "disaster", "灾害"
    NO_LABOUR = "no_labour", "缺乏劳动力"
    UNEMPLOYMENT = "unemployment", "失业"
    LOST_LAND = "lost_land", "失地"
    DEBT = "debt", "欠债"
    OTHER = "other", "其他"


class Award(Code):
    """What the household receives now, as far as it is stated."""

    UNSTATED = "", "未说明"
    NONE = "none", "无"
    URBAN_DIBAO = "urban_dibao", "城市低保"
    RURAL_DIBAO = "rural_dibao", "农村低保"
    URBAN_TEKUN = "urban_tekun", "城市特困"
    RURAL_TEKUN = "rural_tekun", "农村特困"


class OrphanKind(Code):
    NONE = "", "无"
    ORPHAN = "orphan", "孤儿"
    UNSUPPORTED = "unsupported", "事实无人抚养儿童"


class CareForm(Code):
    UNSTATED = "", "未表示"
    CENTRALISED = "centralised", "集中供养"
    SCATTERED = "scattered", "分散供养"


class Incapacity(Code):
    """What keeps an obligor from supporting anybody (特困人员认定办法 第八条)."""

    NONE = "", "无"
    TEKUN = "tekun", "特困人员"
    DISABLED = "disabled", "重度残疾，或三级智力、精神残疾"
    INCAPABLE = "incapable", "无民事行为能力"
    MISSING = "missing", "被宣告失踪"
    PRISON = "prison", "在监狱服刑"


class Tenure(Code):
    OWNED = "owned", "自有住房"
    RENTED = "rented", "租住私房"
    PUBLIC = "public", "租住公房、公租房"
    BORROWED = "borrowed", "借住"
    NONE = "none", "无固定住所"


class HousingForm(Code):
    UNSTATED = "", "未表示"
    ALLOCATION = "allocation", "实物配租"
    SUBSIDY = "subsidy", "租赁补贴"


class HospitalLevel(Code):
    FIRST = "first", "一级及以下"
    SECOND = "second", "二级"
    THIRD = "third", "三级"


class SpecialDisease(Code):
    """医疗救助特殊病种; which of them are in the list on a day is a parameter."""

    NONE = "", "普通疾病"
    LUNG_CANCER = "lung_cancer", "肺癌"
    OESOPHAGEAL_CANCER = "oesophageal_cancer", "食管癌"
    GASTRIC_CANCER = "gastric_cancer", "胃癌"
    COLON_CANCER = "colon_cancer", "结肠癌"
    RECTAL_CANCER = "rectal_cancer", "直肠癌"
    BREAST_CANCER = "breast_cancer", "乳腺癌"
    CERVICAL_CANCER = "cervical_cancer", "宫颈癌"
    ORGAN_FAILURE = "organ_failure", "严重多器官衰竭"
    APLASTIC_ANAEMIA = "aplastic_anaemia", "再生障碍性贫血"
    RENAL_DISEASE = "renal_disease", "终末期肾病"
    RESISTANT_TUBERCULOSIS = "resistant_tuberculosis", "耐多药肺结核"
    AIDS_INFECTION = "aids_infection", "艾滋病机会性感染"
    PSYCHOSIS = "psychosis", "重性精神病"
    HAEMOPHILIA = "haemophilia", "血友病"
    TRANSPLANT = "transplant", "肝、肾移植前后"
    CHRONIC_MYELOID_LEUKAEMIA = "chronic_myeloid_leukaemia", "慢性髓系白血病"
    MYOCARDIAL_INFARCTION = "myocardial_infarction", "急性心肌梗死"
    THALASSAEMIA = "thalassaemia", "地中海贫血"
    PNEUMOCONIOSIS = "pneumoconiosis", "尘肺病"
    CHILD_LEUKAEMIA = "child_leukaemia", "儿童白血病"


class OfferOutcome(Code):
    OPEN = "open", "未答复"
    ACCEPTED = "accepted", "接受"
    REFUSED = "refused", "拒绝"


class DisasterKind(Code):
    FLOOD = "flood", "洪涝"
    LANDSLIDE = "landslide", "滑坡、泥石流"
    STORM = "storm", "风雹"
    DROUGHT = "drought", "旱灾"
    SNOW = "snow", "低温雨雪冰冻"
    EARTHQUAKE = "earthquake", "地震"
    OTHER = "other", "其他自然灾害"


class HouseDamage(Code):
    NONE = "", "无"
    MINOR = "minor", "一般损坏"
    SEVERE = "severe", "严重损坏"
    COLLAPSED = "collapsed", "倒塌"


class Casualty(Code):
    NONE = "", "无"
    INJURED = "injured", "受伤"
    DEAD = "dead", "遇难或失踪"


class EmergencyKind(Code):
    """困难事由 of 临时救助 (22号文 二（八）一、二)."""

    FIRE = "fire", "火灾"
    TRAFFIC = "traffic", "交通事故"
    ACCIDENT = "accident", "溺水、矿难等其他意外"
    DISASTER = "disaster", "自然灾害伤害"
    ILLNESS = "illness", "家庭成员突发重大疾病"
    MEDICAL = "medical", "医疗支出突然增加"
    LONG_TREATMENT = "long_treatment", "需长期维持基本医疗"
    UNIVERSITY = "university", "考入全日制普通高校当年"
    SCHOOLING = "schooling", "其他教育支出突然增加"
    OTHER = "other", "其他特殊困难"
