"""One household with everything the registry knows of it, as rows that are not saved yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Model

from households.enums import (
    Ethnicity,
    Labour,
    LeaveReason,
    Marriage,
    Relation,
    Section,
    Sex,
)
from households.models import Fact, Household, Membership, Person, Residence, Survey
from yunyang_relief.core.models import TimelineEntry

from . import families, people, statements, traits
from .chance import Chance
from .families import Family, Kin
from .means import LOTS, Lot, Means
from .people import IdNumbers
from .records import Records
from .traits import PLIGHTS, Traits
from .visits import Progress, Visit, at

TUJIA_TOWNSHIP = "清水土家族乡"


@dataclass
class Home:
    """A household in the making; `rows` may be saved model by model, in any order within one."""

    chance: Chance
    visit: Visit
    number: str
    id_numbers: IdNumbers
    rows: list[Model] = field(default_factory=list)

    def furnish(self) -> list[Model]:
        """Draw the household and return all its rows."""
        self.plight, self.lot = self.chance.pick(PLIGHTS), self.chance.pick(LOTS)
        self.family = families.found(self.chance, self.visit.last_day)
        described = traits.describe(
            self.chance, self.family, self.plight, earns=self.lot == Lot.EARNING
        )
        self.members = [(self._person(one.kin), one) for one in described]
        self.apart = self._assessed_apart()
        self.household = self._household()
        self.rows += [*(person for person, _ in self.members), self.household]
        self.rows += [*self._belonging(), *self._gone()]
        for section, facts in self._sections().items():
            if section in self.household.surveyed:
                self._state(facts)
        if self.visit.is_complete:
            records = Records(self.visit, self.household, self.members, self.plight)
            self.rows += records.drawn([row for row in self.rows if isinstance(row, Fact)])
        self.rows += [*self._survey()]
        return self.rows

    # --- who --------------------------------------------------------------------------------

    def _person(self, kin: Kin) -> Person:
        reachable = kin.relation == Relation.SELF or self.chance.happens(0.5)
        at_home = self.visit.desk.township.name == TUJIA_TOWNSHIP
        is_tujia = self.chance.happens(0.55 if at_home else 0.02)
        return Person(
            name=kin.name,
            id_number=self.id_numbers.issue(kin.born_on, kin.sex),
            sex=kin.sex,
            born_on=kin.born_on,
            ethnicity=Ethnicity.TUJIA if is_tujia else Ethnicity.HAN,
            phone=people.phone(self.chance) if reachable and kin.age >= traits.ADULT else "",
        )

    def _assessed_apart(self) -> Traits | None:
        """A grown-up member who cannot work and whom the family asks to assess alone."""
        unable = [
            one
            for _, one in self.members[1:]
            if one.disability
            and one.labour == Labour.WHOLLY_LOST
            and one.kin.age >= traits.ADULT
            and one.kin.relation != Relation.SPOUSE
        ]
        return unable[0] if unable and self.chance.happens(0.4) else None

    def _household(self) -> Household:
        return Household(
            number=self.number,
            region=self.visit.community,
            head=self.members[0][0],
            opened_on=self.visit.opened_on,
            surveyed=self.visit.sections_done(),
            created_by=self.visit.surveyors[0],
            updated_at=at(self.visit.visited_on, 16),
        )

    def _belonging(self) -> Iterator[Model]:
        since = self.visit.opened_on
        yield Residence(household=self.household, region=self.visit.community, since=since)
        for person, one in self.members:
            yield Membership(
                household=self.household,
                person=person,
                relation=one.kin.relation,
                unit=1 if one is self.apart else 0,
                since=max(since, one.kin.born_on),
            )

    def _gone(self) -> Iterator[Model]:
        """Somebody who belonged to the household until they died or married into another."""
        first, last = self.visit.opened_on + timedelta(days=10), self.visit.last_day
        if last <= first or not self.chance.happens(0.03):
            return
        head, died = self.family.head, self.chance.happens(0.6)
        kin = Family(self.chance, last).add(
            Relation.MOTHER if died else Relation.DAUGHTER,
            Sex.FEMALE,
            head.age + 24 if died else max(head.age - 24, 20),
            family_name=people.surname(self.chance) if died else head.surname,
            marriage=Marriage.WIDOWED if died else Marriage.MARRIED,
        )
        person, left_on = self._person(kin), self.chance.day(first, last)
        person.died_on = left_on if died else None
        yield person
        yield Membership(
            household=self.household,
            person=person,
            relation=kin.relation,
            since=self.visit.opened_on,
            until=left_on,
            left_because=LeaveReason.DEATH if died else LeaveReason.MARRIAGE,
        )

    # --- what is stated ---------------------------------------------------------------------

    def _sections(self) -> dict[Section, list[Fact]]:
        """All facts by the section of the survey that asks for them."""
        chance, township = self.chance, self.visit.desk.township
        means = Means(chance, self.visit.last_day, self.lot, self.members)
        address = statements.address_in(chance, township, self.visit.community)
        circumstances = statements.circumstances(chance, address, asks_apart=self.apart is not None)
        assets = list(means.assets(address))
        seen = statements.guarantees(chance, self.members, assets, self.visit.visited_on)
        return {
            Section.CIRCUMSTANCES: [circumstances],
            Section.MEMBERS: [*statements.about_members(chance, self.members, self.visit)],
            Section.INCOME: [*means.incomes(has_land=circumstances.has_contracted_land)],
            Section.ASSETS: [*assets],
            Section.EXPENDITURE: [*means.expenditures()],
            Section.OBLIGORS: [*means.obligors(self.id_numbers)],
            Section.NEEDS: [statements.hardship(self.members, self.plight), *seen],
            Section.ATTACHMENTS: [statements.bank_account(chance, self.members[0][0])],
        }

    def _state(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            fact.household = self.household
            self.visit.vouch_for(fact)
            self.rows.append(fact)

    def _survey(self) -> Iterator[Model]:
        """The survey itself, its surveyors, and the lines it left in the timeline."""
        visit = self.visit
        first, second = visit.surveyors
        yield self._told(
            visit.opened_on, "建立住户档案", "home-plus", detail=str(self.visit.community)
        )
        if visit.progress == Progress.OPENED:
            return
        survey = Survey(
            household=self.household,
            started_by=first,
            started_at=at(visit.visited_on, 9),
            sections_done=self.household.surveyed,
        )
        surveyed_by = [first]
        if visit.is_complete:
            survey.visited_on, survey.respondent = visit.visited_on, self.family.head.name
            survey.respondent_signed = survey.surveyors_signed = True
            survey.completed_at = at(visit.visited_on, 16)
            surveyed_by.append(second)
            yield self._told(
                visit.visited_on,
                f"入户调查：{first.name}、{second.name}",
                "home-check",
                detail=f"被调查人{survey.respondent}和调查人均已签字",
            )
        yield survey
        for surveyor in surveyed_by:
            yield Survey.surveyors.through(survey=survey, user=surveyor)

    def _told(self, day: date, text: str, icon: str, *, detail: str) -> TimelineEntry:
        return TimelineEntry(
            household_uid=self.household.uid,
            at=at(day, 17),
            happened_on=day,
            actor=self.visit.surveyors[0],
            icon=icon,
            text=text,
            detail=detail,
        )
