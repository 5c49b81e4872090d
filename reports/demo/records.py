"""What offices know of a household beyond its survey: care, contracts, work, housing, mishaps."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from households.actions.households import short_name
from households.enums import (
    AssetKind,
    CareForm,
    Cause,
    HousingForm,
    Incapacity,
    Labour,
    Marriage,
    Occupation,
    OfferOutcome,
    OrphanKind,
    Relation,
    Tenure,
)
from households.models import (
    Asset,
    CareAssessment,
    DoctorContract,
    Fact,
    HealthRecord,
    Household,
    Housing,
    JobOffer,
    JobRegistration,
    Obligor,
    Orphanhood,
    Person,
    Placement,
)

from .chance import Chance
from .mishaps import emergencies, losses
from .people import fen
from .statements import Member
from .traits import ADULT, Traits
from .treatment import stays
from .visits import Progress, Visit

# Bureaus take some weeks over what was noted beside a survey.
NOT_ANSWERED_YET = timedelta(days=25)
T = TypeVar("T", bound=Fact)
Noted = Iterator[tuple[date, Fact]]

GRANDCHILDREN = frozenset(
    {
        Relation.GRANDSON,
        Relation.GRANDDAUGHTER,
        Relation.MATERNAL_GRANDSON,
        Relation.MATERNAL_GRANDDAUGHTER,
    }
)
IDLE = frozenset({Occupation.REGISTERED_UNEMPLOYED, Occupation.UNREGISTERED_UNEMPLOYED})
# What the old lose first: how likely each ability is gone with one step of frailty.
ABILITIES = {
    "can_bathe": 0.28,
    "can_walk": 0.16,
    "can_get_up": 0.14,
    "can_use_toilet": 0.13,
    "can_dress": 0.12,
    "can_eat": 0.06,
}
# 22号文 二（二）: where those of the two central townships are cared for.
CENTRAL = frozenset({"500235001", "500235002"})
TENURES = {Tenure.RENTED: 5.0, Tenure.PUBLIC: 2.0, Tenure.BORROWED: 3.0}
WISHES = {HousingForm.SUBSIDY: 4.0, HousingForm.ALLOCATION: 3.0, "": 3.0}
INCAPACITIES = {
    Incapacity.DISABLED: 4.0,
    Incapacity.INCAPABLE: 2.0,
    Incapacity.TEKUN: 1.0,
    Incapacity.PRISON: 1.0,
    "": 4.0,
}
SKILLS = ("", "", "会缝纫", "焊工证", "驾驶证", "会做家常菜", "育婴员证")
POSTS = ("某物业公司保洁", "某超市理货", "某服装厂缝纫", "某餐馆洗碗", "某停车场收费", "街道环卫")
OUTCOMES = {OfferOutcome.REFUSED: 5.0, OfferOutcome.OPEN: 3.0, OfferOutcome.ACCEPTED: 2.0}
GOOD_REASONS = ("需照顾重病家人", "本人有病，干不了重活", "路远，无法接送孩子")
OTHER_REASONS = ("嫌工资低", "不愿上夜班", "")


@dataclass
class Records:
    """Draws the records of one surveyed household with luck of its own.

    The survey's draws stay what they were, whatever is recorded beside it.
    """

    visit: Visit
    household: Household
    members: list[Member]
    plight: Cause
    chance: Chance = field(init=False)

    def __post_init__(self) -> None:
        head = self.members[0][0]
        self.chance = Chance(f"{self.household.number} {head.name} {head.born_on}")

    @property
    def day(self) -> date:
        return self.visit.last_day

    @property
    def township(self) -> str:
        return self.visit.desk.township.code

    @property
    def place(self) -> str:
        return short_name(self.visit.desk.township.name)

    def drawn(self, surveyed: list[Fact]) -> Iterator[Fact]:
        """All records, vouched for like the survey's facts; `surveyed` are those."""
        for obligor in _of(Obligor, surveyed):
            self._look_closely(obligor)
        houses = [asset for asset in _of(Asset, surveyed) if asset.kind == AssetKind.HOUSE]
        for day, fact in self._all(houses):
            fact.household = self.household
            self._visit_on(day).vouch_for(fact)
            yield fact

    def _visit_on(self, day: date) -> Visit:
        """The same people at work on the day a record was made, not before the survey."""
        visit = copy(self.visit)
        visit.chance = self.chance
        visit.visited_on = max(day, self.visit.visited_on)
        if day > self.day - NOT_ANSWERED_YET:
            visit.progress = Progress.AT_BUREAUS
        return visit

    def _all(self, houses: list[Asset]) -> Noted:
        chance, day = self.chance, self.day
        yield from self._contract()
        yield from self._housing(houses)
        for person, one in self.members:
            yield from self._health_record(person, one)
            yield from stays(chance, person, one, place=self.place, day=day)
            yield from self._work(person, one)
            yield from self._care(person, one)
            yield from self._orphanhood(person, one)
        yield from losses(chance, self.members, self.plight, self.township, day)
        yield from emergencies(chance, self.members, day)

    def _look_closely(self, obligor: Obligor) -> None:
        """Why somebody cannot support anybody, where it was asked."""
        if not obligor.is_able:
            obligor.incapacity = self.chance.pick(INCAPACITIES)
        if obligor.incapacity or obligor.is_on_dibao:
            obligor.has_modest_property = self.chance.happens(0.85)

    # --- the household ----------------------------------------------------------------------

    def _contract(self) -> Noted:
        if not self.chance.happens(0.86):
            return
        signed_on = self.visit.visited_on - timedelta(days=self.chance.randint(0, 200))
        yield (
            self.visit.visited_on,
            DoctorContract(
                team=f"{self.place}卫生院第 {self.chance.randint(1, 4)} 团队",
                signed_on=signed_on,
                until=signed_on + timedelta(days=365) if self.chance.happens(0.8) else None,
            ),
        )

    def _housing(self, houses: list[Asset]) -> Noted:
        if not self.chance.happens(0.92):
            return
        if houses and houses[0].area:
            yield self.visit.visited_on, Housing(tenure=Tenure.OWNED, area=houses[0].area)
            return
        tenure = self.chance.pick(TENURES)
        rents = {Tenure.RENTED: (180, 650), Tenure.PUBLIC: (60, 180)}
        rent = fen(self.chance.yuan(*rents[tenure])) if tenure in rents else None
        yield (
            self.visit.visited_on,
            Housing(
                tenure=tenure,
                area=fen(self.chance.yuan(14, 22, 1) * min(len(self.members), 4)),
                monthly_rent=rent,
                wish=self.chance.pick(WISHES) if tenure != Tenure.PUBLIC else "",
            ),
        )

    # --- a person ---------------------------------------------------------------------------

    def _health_record(self, person: Person, one: Traits) -> Noted:
        if not self.chance.happens(0.84):
            return
        last = max(self.visit.visited_on, one.kin.born_on)
        opened_on = self.chance.day(max(date(2012, 3, 1), one.kin.born_on), last)
        number = f"{self.township[6:]}-{self.chance.randrange(10**6):06}"
        yield last, HealthRecord(person=person, opened_on=opened_on, number=number)

    def _work(self, person: Person, one: Traits) -> Noted:
        chance = self.chance
        is_idle = one.occupation in IDLE
        if not is_idle and not (one.occupation == Occupation.FLEXIBLE and chance.happens(0.2)):
            return
        is_willing = chance.happens(0.82)
        has_registered = one.occupation == Occupation.REGISTERED_UNEMPLOYED
        has_post = not is_idle and is_willing and chance.happens(0.4)
        post_since = self._recently(700) if has_post else None
        registered_on = self._recently(400) if has_registered else None
        yield (
            max(filter(None, (post_since, registered_on)), default=self.visit.visited_on),
            (
                JobRegistration(
                    person=person,
                    is_willing=is_willing,
                    registered_on=registered_on,
                    skills=chance.choice(SKILLS),
                    post_since=post_since,
                    post_until=post_since + timedelta(days=3 * 365) if post_since else None,
                )
            ),
        )
        if is_idle:
            yield from self._offers(person)

    def _offers(self, person: Person) -> Noted:
        chance = self.chance
        days = sorted(self._recently(240) for _ in range(chance.pick({0: 4, 1: 3, 2: 2, 3: 2})))
        for offered_on in days:
            outcome = chance.pick(OUTCOMES)
            is_refused = outcome == OfferOutcome.REFUSED
            is_justified = is_refused and chance.happens(0.45)
            reason = chance.choice(GOOD_REASONS if is_justified else OTHER_REASONS)
            yield (
                offered_on,
                JobOffer(
                    person=person,
                    post=chance.choice(POSTS),
                    offered_on=offered_on,
                    outcome=outcome,
                    is_justified=is_justified,
                    reason=reason if is_refused else "",
                ),
            )

    def _care(self, person: Person, one: Traits) -> Noted:
        """The old who live alone, and the severely disabled, were assessed; some placed."""
        is_alone = len(self.members) == 1 and one.kin.age >= 60
        is_severe = bool(one.disability and one.disability[1] <= 2 and one.kin.age >= ADULT)
        if not self.chance.happens(0.9 if is_alone else 0.5 if is_severe else 0):
            return
        assessed_on = self._recently(300)
        yield assessed_on, self._assessment(person, one, assessed_on)
        if is_alone and one.kin.marriage != Marriage.MARRIED and self.chance.happens(0.6):
            yield assessed_on, self._placement(person, assessed_on)

    def _assessment(self, person: Person, one: Traits, assessed_on: date) -> CareAssessment:
        frailty = 1 + (one.kin.age > 75) + (one.labour == Labour.WHOLLY_LOST)
        frailty += 4 * bool(one.illness and one.illness[3])
        able = {
            name: not self.chance.happens(min(odds * frailty, 0.95))
            for name, odds in ABILITIES.items()
        }
        return CareAssessment(
            person=person,
            assessed_on=assessed_on,
            assessors="、".join(user.name for user in self.visit.surveyors),
            **able,
        )

    def _placement(self, person: Person, assessed_on: date) -> Placement:
        chance = self.chance
        wish = chance.pick({CareForm.SCATTERED: 65.0, CareForm.CENTRALISED: 35.0})
        form = chance.pick({wish: 6.0, "": 4.0})
        is_placed = form == CareForm.CENTRALISED
        at_centre = self.township in CENTRAL
        institution = "云阳县城乡敬老院" if at_centre else f"{self.place}特困人员供养机构"
        return Placement(
            person=person,
            wish=wish,
            form=form,
            institution=institution if is_placed else "",
            since=assessed_on if is_placed else None,
        )

    def _orphanhood(self, person: Person, one: Traits) -> Noted:
        is_raised_by_others = one.kin.relation in GRANDCHILDREN and one.kin.age < ADULT
        if is_raised_by_others and self.chance.happens(0.15):
            kind = self.chance.pick({OrphanKind.UNSUPPORTED: 4.0, OrphanKind.ORPHAN: 1.0})
            guardian = self.members[0][0].name
            yield self.visit.visited_on, Orphanhood(person=person, kind=kind, guardian=guardian)

    def _recently(self, days: int) -> date:
        return self.day - timedelta(days=self.chance.randint(1, days))


def _of(model: type[T], facts: list[Fact]) -> list[T]:
    return [fact for fact in facts if isinstance(fact, model)]
