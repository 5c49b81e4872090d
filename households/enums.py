"""Code lists of the registry: national standards where one exists, policy terms elsewhere."""

from django.db import models


class Source(models.TextChoices):
    """Where a fact comes from."""

    DECLARED = "declared", "申报"
    VISIT = "visit", "入户核实"
    DEPARTMENT = "department", "部门数据"


class Verification(models.TextChoices):
    """Whether a fact may carry a decision."""

    UNVERIFIED = "unverified", "未核实"
    VERIFIED = "verified", "已核实"
    DISPUTED = "disputed", "有疑义"


class Relation(models.TextChoices):
    """GB/T 4761-2008, relation to the head of household."""

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


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    MALE = "1", "男"
    FEMALE = "2", "女"


class Marriage(models.TextChoices):
    """GB/T 2261.2."""

    SINGLE = "10", "未婚"
    MARRIED = "20", "已婚"
    WIDOWED = "30", "丧偶"
    DIVORCED = "40", "离婚"
    UNKNOWN = "90", "未说明"


class Ethnicity(models.TextChoices):
    """GB/T 3304, the groups that live in and around the county; others as 其他."""

    HAN = "01", "汉族"
    MONGOL = "02", "蒙古族"
    HUI = "03", "回族"
    TIBETAN = "04", "藏族"
    MIAO = "06", "苗族"
    YI = "07", "彝族"
    ZHUANG = "08", "壮族"
    BUYEI = "09", "布依族"
    MANCHU = "11", "满族"
    DONG = "12", "侗族"
    YAO = "13", "瑶族"
    BAI = "14", "白族"
    TUJIA = "15", "土家族"
    GELAO = "37", "仡佬族"
    OTHER = "97", "其他"


class Education(models.TextChoices):
    """GB/T 4658."""

    POSTGRADUATE = "10", "研究生"
    BACHELOR = "20", "大学本科"
    COLLEGE = "30", "大学专科"
    VOCATIONAL = "40", "中等职业"
    SENIOR_HIGH = "60", "普通高中"
    JUNIOR_HIGH = "70", "初中"
    PRIMARY = "80", "小学"
    OTHER = "90", "其他"


class Health(models.TextChoices):
    """F2: 健康状况."""

    HEALTHY = "healthy", "健康"
    FRAIL = "frail", "多病"
    SERIOUSLY_ILL = "seriously_ill", "重病"


class Labour(models.TextChoices):
    """F2: 劳动能力."""

    ABLE = "able", "有"
    PARTLY_LOST = "partly_lost", "部分丧失"
    WHOLLY_LOST = "wholly_lost", "完全丧失"
    NONE = "none", "无"


class Occupation(models.TextChoices):
    """F2: 从业状况."""

    PRESCHOOL = "preschool", "学龄前儿童"
    STUDENT = "student", "在校学生"
    EMPLOYED = "employed", "在职人员"
    FLEXIBLE = "flexible", "灵活就业"
    REGISTERED_UNEMPLOYED = "registered_unemployed", "登记失业"
    UNREGISTERED_UNEMPLOYED = "unregistered_unemployed", "未登记失业"
    RETIRED = "retired", "单位退休"
    NOT_WORKING = "not_working", "无业（老年、病残等）"


class Insurance(models.TextChoices):
    """F2: 参保类型."""

    RESIDENT_1 = "resident_1", "居民医保一档"
    RESIDENT_2 = "resident_2", "居民医保二档"
    EMPLOYEE = "employee", "职工医保"
    NONE = "none", "未参保"


class DisabilityType(models.TextChoices):
    """GB/T 26341; the 19th digit of the card."""

    VISUAL = "1", "视力"
    HEARING = "2", "听力"
    SPEECH = "3", "言语"
    PHYSICAL = "4", "肢体"
    INTELLECTUAL = "5", "智力"
    MENTAL = "6", "精神"
    MULTIPLE = "7", "多重"


class DisabilityGrade(models.IntegerChoices):
    """GB/T 26341; the 20th digit of the card. 1 is the severest."""

    ONE = 1, "一级"
    TWO = 2, "二级"
    THREE = 3, "三级"
    FOUR = 4, "四级"


class Stage(models.TextChoices):
    """School stages."""

    KINDERGARTEN = "kindergarten", "学前教育"
    PRIMARY = "primary", "小学"
    JUNIOR_HIGH = "junior_high", "初中"
    SENIOR_HIGH = "senior_high", "普通高中"
    VOCATIONAL = "vocational", "中等职业"
    COLLEGE = "college", "大学专科"
    BACHELOR = "bachelor", "大学本科"
    MASTER = "master", "硕士研究生"
    DOCTOR = "doctor", "博士研究生"


class AbsenceKind(models.TextChoices):
    """Why a registered member does not count as living together (条例 11, 民发〔2021〕57号 7)."""

    CONSCRIPT = "conscript", "未婚现役军人"
    CLERGY = "clergy", "脱离家庭独立生活的宗教教职人员"
    PRISON = "prison", "在监狱服刑"
    REHABILITATION = "rehabilitation", "强制隔离戒毒"
    MISSING = "missing", "宣告失踪"


class RuralStatus(models.TextChoices):
    """农村建档立卡."""

    HELPED = "helped", "在册帮扶中（未脱贫）"
    GRADUATED = "graduated", "已脱贫（未清退）"
    REMOVED = "removed", "已清退"


class LeaveReason(models.TextChoices):
    """Why somebody is no longer a member (F: 人员状态)."""

    DEATH = "death", "死亡"
    MARRIAGE = "marriage", "婚嫁迁出"
    SPLIT = "split", "分户迁出"
    MISTAKE = "mistake", "登记有误"
    OTHER = "other", "其他"


class HukouKind(models.TextChoices):
    """Register of the household, for the urban/rural routing."""

    URBAN = "urban", "城镇"
    CONVERTED = "converted", "原农转城"
    RURAL = "rural", "农村"


class IncomeKind(models.TextChoices):
    """What an income is; whether it counts is for the rules to say, by date."""

    WAGE = "wage", "工资薪金"
    CASUAL = "casual", "零工、灵活就业"
    BUSINESS = "business", "经营净收入"
    FARMING = "farming", "种养殖净收入"
    INTEREST = "interest", "利息、红利、储蓄性保险收益"
    RENT = "rent", "租金、土地流转、集体分红"
    PENSION = "pension", "离退休金、养老金"
    RESIDENT_PENSION = "resident_pension", "城乡居民养老金（个人账户及加发）"
    BASIC_PENSION = "basic_pension", "中央确定的城乡居民基础养老金"
    UNEMPLOYMENT = "unemployment", "失业保险金"
    SURVIVOR = "survivor", "遗属补助"
    SUPPORT = "support", "赡养、扶养、抚养费（实收）"
    COMPENSATION = "compensation", "赔偿、补偿"
    DONATION = "donation", "捐赠、赠与"
    PREFERENTIAL = "preferential", "优待抚恤金"
    FAMILY_PLANNING = "family_planning", "计划生育奖励扶助金"
    SCHOLARSHIP = "scholarship", "奖学金"
    BRAVERY = "bravery", "见义勇为奖励"
    ASSISTANCE = "assistance", "政府救助款物（低保、临时救助、医疗救助等）"
    DISABILITY_SUBSIDY = "disability_subsidy", "残疾人两项补贴"
    OTHER = "other", "其他收入"


class AssetKind(models.TextChoices):
    """条例 13 and the asset rules."""

    DEPOSIT = "deposit", "存款、现金"
    SECURITIES = "securities", "有价证券、基金"
    CLAIM = "claim", "债权"
    INSURANCE = "insurance", "商业保险（现金价值）"
    HOUSE = "house", "住房"
    VEHICLE = "vehicle", "机动车船、工程机械、大型农机"
    WHEELCHAIR = "wheelchair", "残疾人燃油补贴轮椅车"
    SHOP = "shop", "商铺、门面"
    COMPANY = "company", "注册企业、公司"
    OTHER = "other", "其他财产"


class ExpenditureKind(models.TextChoices):
    """Spending that a rule looks at."""

    MEDICAL = "medical", "医疗费用"
    TUITION = "tuition", "学费"
    PRIVATE_TUITION = "private_tuition", "义务教育阶段民办学校学费"
    STUDY_ABROAD = "study_abroad", "自费出国留学"
    UTILITIES = "utilities", "水电燃料、通讯、物业"
    INSURANCE_PREMIUM = "insurance_premium", "商业保险缴费"
    HOUSE_BUILDING = "house_building", "修建自有住房"
    HOUSE_PURCHASE = "house_purchase", "购买商品房（按揭或全款）"
    RENOVATION = "renovation", "高标准装修"
    DEBT = "debt", "偿还债务"
    OTHER = "other", "其他支出"


class SpendingReason(models.TextChoices):
    """Reasons that take house building or renovation out of the spending test."""

    NONE = "", "无"
    DISASTER = "disaster", "因灾重建"
    DANGER = "danger", "排危"
    DEMOLITION = "demolition", "国家基础设施建设拆迁"
    CALAMITY = "calamity", "家庭重大变故"


class Cause(models.TextChoices):
    """致困原因, several may hold."""

    ILLNESS = "illness", "疾病"
    DISABILITY = "disability", "残疾"
    SCHOOLING = "schooling", "因学"
    DISASTER = "disaster", "灾害"
    NO_LABOUR = "no_labour", "缺乏劳动力"
    UNEMPLOYMENT = "unemployment", "失业"
    LOST_LAND = "lost_land", "失地"
    DEBT = "debt", "欠债"
    OTHER = "other", "其他"


class Need(models.TextChoices):
    """帮扶需求, several may hold."""

    LIVING = "living", "基本生活"
    MEDICAL = "medical", "医疗"
    SCHOOLING = "schooling", "教育"
    HOUSING = "housing", "住房"
    JOB = "job", "就业"
    TRAINING = "training", "技能培训"
    CARE = "care", "照料护理"
    COMFORT = "comfort", "关爱慰藉"
    OTHER = "other", "其他"


class GuaranteeKind(models.TextChoices):
    """两不愁三保障 (22号文 一（三）)."""

    FOOD = "food", "不愁吃"
    CLOTHING = "clothing", "不愁穿"
    MEDICAL = "medical", "就医有保障"
    SCHOOLING = "schooling", "就学有保障"
    HOUSING = "housing", "住房有保障"


class Section(models.TextChoices):
    """The sections of a survey, in their order."""

    CIRCUMSTANCES = "circumstances", "户情"
    MEMBERS = "members", "成员"
    INCOME = "income", "收入"
    ASSETS = "assets", "财产"
    EXPENDITURE = "expenditure", "支出"
    OBLIGORS = "obligors", "义务人"
    NEEDS = "needs", "致困原因与需求"
    ATTACHMENTS = "attachments", "附件"
    CONFIRM = "confirm", "核对确认"


class AttachmentKind(models.TextChoices):
    """Papers a survey or an application collects (E1)."""

    APPLICATION = "application", "申请书"
    AUTHORISATION = "authorisation", "家庭经济状况核查授权书"
    IDENTITY = "identity", "身份证、户口簿"
    INCOME = "income", "收入证明"
    ASSET = "asset", "财产证明"
    MEDICAL = "medical", "诊断证明、医疗票据"
    SCHOOLING = "schooling", "在读证明、学费票据"
    DISABILITY = "disability", "残疾证"
    SURVEY = "survey", "入户调查表及照片"
    NOTICE = "notice", "公示照片"
    OTHER = "other", "其他"


class OrphanKind(models.TextChoices):
    """Children whom another scheme looks after (特困人员认定办法 第九条)."""

    ORPHAN = "orphan", "孤儿"
    UNSUPPORTED = "unsupported", "事实无人抚养儿童"


class CareForm(models.TextChoices):
    """How a 特困 person lives (社会救助暂行办法 第十九条)."""

    CENTRALISED = "centralised", "集中供养"
    SCATTERED = "scattered", "分散供养"


class Incapacity(models.TextChoices):
    """What keeps an obligor from supporting anybody (特困人员认定办法 第八条)."""

    TEKUN = "tekun", "特困人员"
    DISABLED = "disabled", "重度残疾，或三级智力、精神残疾"
    INCAPABLE = "incapable", "无民事行为能力"
    MISSING = "missing", "被宣告失踪"
    PRISON = "prison", "在监狱服刑"


class Tenure(models.TextChoices):
    """Whose the dwelling is."""

    OWNED = "owned", "自有住房"
    RENTED = "rented", "租住私房"
    PUBLIC = "public", "租住公房、公租房"
    BORROWED = "borrowed", "借住"
    NONE = "none", "无固定住所"


class HousingForm(models.TextChoices):
    """22号文 二（六）: 实物配租和租赁补贴相结合."""

    ALLOCATION = "allocation", "实物配租"
    SUBSIDY = "subsidy", "租赁补贴"


class HospitalLevel(models.TextChoices):
    """Levels that the medical insurance tells apart."""

    FIRST = "first", "一级及以下"
    SECOND = "second", "二级"
    THIRD = "third", "三级"


class SpecialDisease(models.TextChoices):
    """医疗救助特殊病种; which of them are in the list on a day is a parameter of the rules."""

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


class OfferOutcome(models.TextChoices):
    """What became of a job that was offered."""

    OPEN = "open", "未答复"
    ACCEPTED = "accepted", "接受"
    REFUSED = "refused", "拒绝"


class DisasterKind(models.TextChoices):
    """自然灾害救助条例 第二条 and the statistics of disasters."""

    FLOOD = "flood", "洪涝"
    LANDSLIDE = "landslide", "滑坡、泥石流"
    STORM = "storm", "风雹"
    DROUGHT = "drought", "旱灾"
    SNOW = "snow", "低温雨雪冰冻"
    EARTHQUAKE = "earthquake", "地震"
    OTHER = "other", "其他自然灾害"


class HouseDamage(models.TextChoices):
    """What a disaster did to the dwelling."""

    MINOR = "minor", "一般损坏"
    SEVERE = "severe", "严重损坏"
    COLLAPSED = "collapsed", "倒塌"


class Casualty(models.TextChoices):
    """What a disaster did to a member."""

    INJURED = "injured", "受伤"
    DEAD = "dead", "遇难或失踪"


class EmergencyKind(models.TextChoices):
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

    @classmethod
    def of_a_person(cls) -> tuple["EmergencyKind", ...]:
        """The causes that lie in one member, who is to be named."""
        return cls.ILLNESS, cls.LONG_TREATMENT, cls.UNIVERSITY
