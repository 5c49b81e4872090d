"""Code lists of pairing."""

from django.db import models


class UnitKind(models.TextChoices):
    """What a helping unit is (22号文 三（二）、四（三）二)."""

    COUNTY_DEPARTMENT = "county_department", "县级部门"
    TOWNSHIP = "township", "乡镇（街道）"
    COMMUNITY = "community", "村（社区）"
    ENTERPRISE = "enterprise", "企业"
    ORGANISATION = "organisation", "社会组织"


class Politics(models.TextChoices):
    """政治面貌, as far as the ledger tells them apart."""

    PARTY_MEMBER = "party_member", "中共党员"
    PROBATIONARY = "probationary", "中共预备党员"
    LEAGUE_MEMBER = "league_member", "共青团员"
    OTHER_PARTY = "other_party", "民主党派成员"
    NON_PARTY = "non_party", "无党派人士"
    MASSES = "masses", "群众"


class VisitKind(models.TextChoices):
    """The four ways of looking after somebody (22号文 三（四）)."""

    FESTIVAL = "festival", "节日慰问"
    REGULAR = "regular", "定期入户走访"
    SPECIAL = "special", "专项帮扶解困"
    COMFORT = "comfort", "关爱慰藉"


class PairRole(models.TextChoices):
    """One main helper per household; others make it 多帮一."""

    MAIN = "main", "主责"
    ASSISTING = "assisting", "协助"
