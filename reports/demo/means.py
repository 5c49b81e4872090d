"""What a family lives on, owns, spends, and may expect from relatives outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from households.enums import (
    AssetKind,
    ExpenditureKind,
    IncomeKind,
    Occupation,
    Sex,
    SpendingReason,
    Stage,
)
from households.models import Asset, Expenditure, IncomeItem, Obligor, Person

from .chance import Chance
from .people import IdNumbers, fen, given_name
from .traits import Traits

PENSION_AGE = 60
BASIC_PENSION = Decimal(115)


class Lot(Enum):
    """How a family stands: in need, with a decent wage, with property, or in dispute."""

    POOR = auto()
    EARNING = auto()
    OWNING = auto()
    # Something on which the county has not settled its rule.
    UNSETTLED = auto()


class Dispute(Enum):
    """On what."""

    # Between 12 and 24 times the standard for everybody.
    SAVINGS = auto()
    HOUSES = auto()
    BUSINESS = auto()
    BILLS = auto()


LOTS = {Lot.POOR: 73.0, Lot.EARNING: 14.0, Lot.OWNING: 5.0, Lot.UNSETTLED: 8.0}
DISPUTES = {Dispute.SAVINGS: 34, Dispute.HOUSES: 27, Dispute.BUSINESS: 18, Dispute.BILLS: 21}


@dataclass
class Means:
    """Draws the items of one family, person by person, as rows without a household."""

    chance: Chance
    day: date
    lot: Lot
    members: list[tuple[Person, Traits]]
    # What the county has not settled about them.
    dispute: Dispute | None = field(init=False)

    def __post_init__(self) -> None:
        self.dispute = self.chance.pick(DISPUTES) if self.lot == Lot.UNSETTLED else None

    # --- income -----------------------------------------------------------------------------

    def incomes(self, *, has_land: bool) -> Iterator[IncomeItem]:
        """What each member receives a month, and what the family's land yields."""
        for person, traits in self.members:
            for kind, amount, payer in self._received(traits):
                yield self._income(person, kind, amount, payer)
        if has_land:
            harvest = self.chance.yuan(60, 320)
            yield self._income(self.members[0][0], IncomeKind.FARMING, harvest, "自家承包地")

    def _income(self, person: Person, kind: IncomeKind, amount: Decimal, payer: str) -> IncomeItem:
        return IncomeItem(
            person=person,
            kind=kind,
            monthly_amount=fen(amount),
            since=self._since(),
            payer=payer,
        )

    def _since(self) -> date:
        """A month of earlier years, so that any month of this one can be decided."""
        years_ago = self.chance.randint(2, 4)
        return date(self.day.year - years_ago, self.chance.randint(1, 12), 1)

    def _received(self, one: Traits) -> Iterator[tuple[IncomeKind, Decimal, str]]:
        chance, rich = self.chance, self.lot == Lot.EARNING
        match one.occupation:
            case Occupation.EMPLOYED:
                low, high = (2600, 5600) if rich else (900, 1900)
                yield IncomeKind.WAGE, chance.yuan(low, high), chance.choice(EMPLOYERS)
            case Occupation.FLEXIBLE:
                yield IncomeKind.CASUAL, chance.yuan(200, 1300), chance.choice(ODD_JOBS)
            case Occupation.RETIRED:
                low, high = (1400, 2900) if rich else (620, 1200)
                yield IncomeKind.PENSION, chance.yuan(low, high), "县社会保险局"
            case Occupation.REGISTERED_UNEMPLOYED if chance.happens(0.15):
                yield IncomeKind.UNEMPLOYMENT, Decimal(1190), "县就业和人才中心"
        if one.kin.age >= PENSION_AGE and one.occupation != Occupation.RETIRED:
            yield IncomeKind.BASIC_PENSION, BASIC_PENSION, "城乡居民养老保险"
            if chance.happens(0.5):
                yield IncomeKind.RESIDENT_PENSION, chance.yuan(5, 90, 1), "城乡居民养老保险"
        if one.disability and one.disability[1] <= 2:
            yield IncomeKind.DISABILITY_SUBSIDY, chance.choice(SUBSIDIES), "县残联"

    # --- property ---------------------------------------------------------------------------

    def assets(self, address: str) -> Iterator[Asset]:
        """A home, small savings, and what makes the difference for a few."""
        chance = self.chance
        if chance.happens(0.62):
            yield self._asset(
                AssetKind.HOUSE,
                area=chance.yuan(38, 112, 1),
                is_dangerous=chance.happens(0.04),
                description=address,
            )
        if chance.happens(0.42):
            low, high = 300, 2600 * len(self.members)
            yield self._asset(AssetKind.DEPOSIT, value=chance.yuan(low, high, 100))
        if chance.happens(0.02):
            yield self._asset(AssetKind.WHEELCHAIR, value=Decimal(2600))
        if chance.happens(0.02):
            yield self._asset(AssetKind.CLAIM, value=chance.yuan(500, 5000, 500))
        if self.lot == Lot.OWNING:
            yield self._wealth()
        if self.dispute in (Dispute.SAVINGS, Dispute.HOUSES, Dispute.BUSINESS):
            yield from self._disputed()

    def _wealth(self) -> Asset:
        """Property that rules a family out, whichever way the county reads its rules."""
        chance, size = self.chance, len(self.members)
        if chance.happens(0.6):
            return self._asset(
                AssetKind.VEHICLE,
                value=chance.yuan(18000, 76000, 1000),
                has_value_evidence=chance.happens(0.5),
                description=chance.choice(("小型普通客车", "轻型货车", "三轮载货摩托车")),
            )
        return self._asset(AssetKind.DEPOSIT, value=chance.yuan(16000 * size, 40000 * size, 1000))

    def _disputed(self) -> Iterator[Asset]:
        chance, size = self.chance, len(self.members)
        match self.dispute:
            case Dispute.SAVINGS:
                yield self._asset(AssetKind.DEPOSIT, value=chance.yuan(8000, 11000, 100) * size)
            case Dispute.HOUSES:
                yield self._asset(
                    AssetKind.HOUSE, area=chance.yuan(60, 95, 1), description="县城自有住房"
                )
                yield self._asset(
                    AssetKind.HOUSE, area=chance.yuan(45, 80, 1), description="老家自有住房"
                )
            case _:
                is_shop = chance.happens(0.7)
                yield self._asset(
                    AssetKind.SHOP if is_shop else AssetKind.COMPANY,
                    value=chance.yuan(20000, 80000, 5000),
                    description="临街门面" if is_shop else "个人独资的小商行",
                )

    def _asset(self, kind: AssetKind, **values: Any) -> Asset:
        return Asset(person=self.members[0][0], kind=kind, **values)

    # --- spending ---------------------------------------------------------------------------

    def expenditures(self) -> Iterator[Expenditure]:
        """Treatment and tuition; for a few a house or an insurance."""
        for person, traits in self.members:
            yield from self._treatment(person, traits)
            yield from self._tuition(person, traits)
        if self.chance.happens(0.03):
            yield self._house()
        if self.dispute == Dispute.BILLS:
            bills = self.chance.yuan(180, 520)
            yield self._spend(ExpenditureKind.UTILITIES, bills, self._recent(60))
        if self.chance.happens(0.03):
            yield self._spend(
                ExpenditureKind.INSURANCE_PREMIUM,
                self.chance.yuan(600, 4800, 100),
                self._recent(300),
            )

    def _treatment(self, person: Person, one: Traits) -> Iterator[Expenditure]:
        chance = self.chance
        if one.illness is None:
            return
        _, is_major, *_ = one.illness
        low, high = (5000, 62000) if is_major else (300, 2600)
        for _ in range(chance.randint(1, 4) if is_major else chance.randint(0, 2)):
            amount = fen(Decimal(chance.randrange(low * 100, high * 100)) / 100)
            share = Decimal(chance.randint(52, 78)) / 100
            yield self._spend(
                ExpenditureKind.MEDICAL,
                amount,
                self._recent(330),
                person=person,
                reimbursed=fen(amount * share),
            )

    def _tuition(self, person: Person, one: Traits) -> Iterator[Expenditure]:
        fees = {Stage.SENIOR_HIGH: 800, Stage.COLLEGE: 7500, Stage.BACHELOR: 5500}
        if one.school and one.school[0] in fees:
            amount = fees[one.school[0]] + self.chance.randrange(0, 1500, 100)
            paid_on = date(self.day.year, 9, self.chance.randint(1, 6))
            yield self._spend(ExpenditureKind.TUITION, Decimal(amount), paid_on, person=person)

    def _house(self) -> Expenditure:
        kind = self.chance.choice((ExpenditureKind.HOUSE_BUILDING, ExpenditureKind.HOUSE_PURCHASE))
        is_forced = kind == ExpenditureKind.HOUSE_BUILDING and self.chance.happens(0.4)
        return self._spend(
            kind,
            self.chance.yuan(30000, 180000, 1000),
            self._recent(1000),
            reason=SpendingReason.DANGER if is_forced else SpendingReason.NONE,
        )

    def _spend(
        self,
        kind: ExpenditureKind,
        amount: Decimal,
        spent_on: date,
        *,
        person: Person | None = None,
        **values: Any,
    ) -> Expenditure:
        return Expenditure(person=person, kind=kind, amount=amount, spent_on=spent_on, **values)

    def _recent(self, days: int) -> date:
        return self.day - timedelta(days=self.chance.randrange(days))

    # --- relatives outside ------------------------------------------------------------------

    def obligors(self, id_numbers: IdNumbers) -> Iterator[Obligor]:
        """Grown-up children of the old, absent parents of the young."""
        head_person, head = self.members[0]
        ages = [traits.kin.age for _, traits in self.members]
        grown_at_home = any(18 < age < head.kin.age - 18 for age in ages)
        if head.kin.age >= PENSION_AGE and not grown_at_home and self.chance.happens(0.6):
            siblings = self.chance.randint(1, 3)
            for _ in range(siblings):
                yield self._obligor(head_person, head, id_numbers, siblings)
        children = [(p, t) for p, t in self.members if t.kin.age < 18]
        with_one_parent = len(self.members) == len(children) + 1 and head.kin.age < 55
        if children and with_one_parent and self.chance.happens(0.5):
            yield self._absent_parent(children[0][0], head, id_numbers)

    def _obligor(
        self, supported: Person, parent: Traits, id_numbers: IdNumbers, siblings: int
    ) -> Obligor:
        chance = self.chance
        sex = chance.choice((Sex.MALE, Sex.FEMALE))
        born_on = self._born_at(parent.kin.age - chance.randint(21, 34))
        size = chance.randint(2, 5)
        earned = 1500 if self.lot == Lot.POOR else 1900
        return Obligor(
            person=supported,
            name=parent.kin.surname + given_name(chance, sex, born_on),
            relation="子" if sex == Sex.MALE else "女",
            id_number=id_numbers.issue(born_on, sex),
            born_on=born_on,
            family_size=size,
            family_monthly_income=fen(chance.yuan(400, earned, 10) * size),
            supported_persons=chance.randint(1, 2 if siblings > 1 else 3),
            is_able=chance.happens(0.85),
            is_on_dibao=chance.happens(0.06),
        )

    def _absent_parent(self, child: Person, head: Traits, id_numbers: IdNumbers) -> Obligor:
        chance = self.chance
        sex = Sex.FEMALE if head.kin.sex == Sex.MALE else Sex.MALE
        born_on = self._born_at(max(head.kin.age + chance.randint(-5, 5), 22))
        return Obligor(
            person=child,
            name=chance.choice("刘陈杨吴周徐") + given_name(chance, sex, born_on),
            relation="母" if sex == Sex.FEMALE else "父",
            id_number=id_numbers.issue(born_on, sex),
            born_on=born_on,
            family_size=chance.randint(1, 3),
            family_monthly_income=fen(chance.yuan(800, 4200, 100)),
            ordered_amount=fen(chance.yuan(200, 600, 50)) if chance.happens(0.6) else None,
            is_able=chance.happens(0.75),
        )

    def _born_at(self, age: int) -> date:
        return self.day - timedelta(days=int(age * 365.25) + self.chance.randrange(360))


EMPLOYERS = ("县城某服装厂", "某物业服务公司", "某餐饮店", "某超市", "某建材市场", "某环卫公司")
ODD_JOBS = ("建筑工地零工", "码头搬运", "摆摊卖菜", "家政钟点工", "餐馆帮工", "街道清扫")
SUBSIDIES = (Decimal(60), Decimal(70), Decimal(80))
