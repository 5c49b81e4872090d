"""A member of the household: who they are and everything stated of them, as one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms

from yunyang_relief.core.errors import Stale

from .. import enums, queries
from ..actions.changes import Change
from ..actions.people import (
    change_membership,
    correct_person,
    end_membership,
    put_member,
    settle_head,
)
from ..identity import IdentityCheck, read_number
from ..models import Condition, Membership, Person
from .facts import (
    AbsenceForm,
    ConditionForm,
    DisabilityForm,
    EnrolmentForm,
    IllnessForm,
    RuralRegistrationForm,
)
from .identity import IdentityForm, version_of
from .rows import FactRow, Input, RowSet

if TYPE_CHECKING:
    from yunyang_relief.core.models import User

    from ..models import Household

FACT_FORMS: dict[str, type[FactRow]] = {
    "condition": ConditionForm,
    "disability": DisabilityForm,
    "illness": IllnessForm,
    "enrolment": EnrolmentForm,
    "ruralregistration": RuralRegistrationForm,
    "absence": AbsenceForm,
}


class MemberRow:
    """The forms about one member."""

    def __init__(
        self, given: Input, prefix: str, membership: Membership | None, is_known: bool
    ) -> None:
        self.given, self.prefix, self.membership = given, prefix, membership
        self.identity = IdentityForm(given, prefix, membership, is_known)
        person = membership.person if membership else None
        self.facts = {
            kind: self._fact_form(kind, form, membership, person)
            for kind, form in FACT_FORMS.items()
        }

    def _fact_form(
        self, kind: str, form: type[FactRow], membership: Membership | None, person: Person | None
    ) -> FactRow:
        fact = getattr(membership, kind) if membership else None
        prefix = f"{self.prefix}-{kind}"
        is_known = True
        typed = self.given.typed
        base = typed.get(f"{prefix}-base", "") if typed is not None else ""
        if typed is not None and person and base != (str(fact.uid) if fact else ""):
            fact, is_known = _fact_by_base(form, person, base)
        if fact and person:
            fact.person = person
        return form(self.given, prefix, fact, is_known=is_known, person=person)

    @property
    def condition(self) -> FactRow:
        return self.facts["condition"]

    @property
    def more(self) -> list[tuple[FactRow, bool]]:
        """The statements that not everybody has, and whether each stands open."""
        said = {name: self.condition[name].value() for name in ("occupation", "health")}
        called_for = {
            "enrolment": said["occupation"] == enums.Occupation.STUDENT,
            "illness": said["health"] == enums.Health.SERIOUSLY_ILL,
        }
        return [
            (form, form.is_open or (form.fact is None and called_for.get(kind, False)))
            for kind, form in self.facts.items()
            if kind != "condition"
        ]

    @property
    def person(self) -> Person | None:
        return self.membership.person if self.membership else None

    @property
    def title(self) -> str:
        number = int(self.prefix.rpartition("-")[2]) + 1
        name = self.identity["name"].value() or ""
        return f"成员 {number} {name}".strip()

    @property
    def summary(self) -> str:
        """The member in a line, as recorded."""
        if self.membership is None:
            return "新成员"
        person = self.membership.person
        condition = self.condition.fact
        parts = [
            self.membership.get_relation_display(),
            f"{person.get_sex_display()} {person.age_on(self.given.today)} 岁",
        ]
        if isinstance(condition, Condition):
            parts += [condition.get_health_display(), f"{condition.get_labour_display()}劳动能力"]
        else:
            parts.append("基本状况未填")
        return " · ".join(str(part) for part in parts)

    @property
    def check(self) -> IdentityCheck:
        """What follows from the number that was typed, else from the recorded identity."""
        typed = self.identity["id_number"].value()
        if typed or self.membership is None:
            return read_number(typed or "", self.given.today)
        person = self.membership.person
        return IdentityCheck(
            born_on=person.born_on,
            sex=str(person.get_sex_display()),
            age=person.age_on(self.given.today),
        )

    @property
    def is_open(self) -> bool:
        """Whether the row stands open: new, wrong, or without the basics."""
        return self.membership is None or self.has_errors or self.condition.fact is None

    @property
    def is_typed_by_hand(self) -> bool:
        """Whether birth date and sex were typed for want of a number that tells."""
        form = self.identity
        is_wrong = form.is_bound and any(
            name in form.errors for name in ("id_number", "born_on", "sex", "id_override_reason")
        )
        return bool(is_wrong or form["id_override_reason"].value())

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a new row."""
        return self.membership is None and not any(part.has_changed() for part in self._all())

    @property
    def has_errors(self) -> bool:
        return any(part.is_bound and part.errors for part in self.parts)

    @property
    def parts(self) -> Sequence[forms.BaseForm]:
        """The forms that count: none of a blank row, only the identity of one who leaves."""
        if self.identity.is_bound and self.is_blank:
            return []
        if self.identity.is_bound and self.identity.leaves:
            return [self.identity]
        return self._all()

    def _all(self) -> list[forms.BaseForm]:
        return [self.identity, *self.facts.values()]

    def is_valid(self) -> bool:
        if self.is_blank:
            return True
        self.identity.empty_permitted = False
        verdicts = [part.is_valid() for part in self.parts]
        if all(verdicts) and not self.identity.leaves:
            self._check_together()
        return not any(part.errors for part in self.parts)

    def _check_together(self) -> None:
        """What one part says must fit what the others say."""
        condition, enrolment, illness = (
            self.facts[kind] for kind in ("condition", "enrolment", "illness")
        )
        occupation = condition.cleaned_data.get("occupation")
        if occupation == enums.Occupation.STUDENT and (enrolment.is_blank or enrolment.is_dropped):
            enrolment.add_error("school", "填写就读学校，例如“云阳县某某中学”")
        is_ill = condition.cleaned_data.get("health") == enums.Health.SERIOUSLY_ILL
        if is_ill and (illness.is_blank or illness.is_dropped):
            illness.add_error("disease", "健康状况是重病的，请填写病种，例如“终末期肾病”")
        self._check_card()

    def _check_card(self) -> None:
        """A disability card's number begins with its holder's identity number."""
        card = self.facts["disability"]
        number = self.identity.cleaned_data["id_number"] or self._known_number()
        if card.is_dropped or not number or not isinstance(card, DisabilityForm):
            return
        if not card.belongs_to(number):
            card.add_error("card_number", "残疾证号前 18 位与身份号码不一致，请对照证件改正")

    def _known_number(self) -> str:
        return self.person.id_number.open_unlogged() if self.person else ""

    def warnings(self) -> list[str]:
        return []

    def save(self, *, household: Household, actor: User) -> list[Change]:
        """Write the member and what is stated of them; the caller settles the head."""
        if self.is_blank:
            return []
        typed = self.identity.cleaned_data
        if self.membership and self.identity.leaves:
            return [
                end_membership(
                    self.membership,
                    because=typed["leaves_because"],
                    left_on=typed["left_on"],
                    actor=actor,
                )
            ]
        person, changes = self._save_identity(household, actor)
        for form in self.facts.values():
            form.instance.person = person
            changes += form.save(household=household, actor=actor)
        return changes

    def _save_identity(self, household: Household, actor: User) -> tuple[Person, list[Change]]:
        typed = self.identity.cleaned_data
        if self.membership is None:
            membership, change = put_member(
                household,
                self.identity.identity,
                relation=typed["relation"],
                unit=typed["unit"],
                actor=actor,
            )
            return membership.person, [change]
        if not self.identity.has_changed():
            return self.membership.person, []
        self._refuse_overtaken()
        changes = [
            correct_person(self.membership.person, self.identity.identity, actor=actor),
            change_membership(
                self.membership, relation=typed["relation"], unit=typed["unit"], actor=actor
            ),
        ]
        return self.membership.person, [change for change in changes if change]

    def _refuse_overtaken(self) -> None:
        """Raise Stale when somebody changed the identity that this form changes, too."""
        assert self.membership is not None
        form = self.identity
        if form.cleaned_data["version"] == version_of(self.membership):
            return
        message = queries.last_change_text(self.membership.person)
        form.add_error(None, message)
        raise Stale(message)


def _fact_by_base(form: type[FactRow], person: Person, base: str) -> tuple[Any, bool]:
    """The statement a form was made from, when it is not the one in force."""
    if not base:
        return None, True
    model: Any = form._meta.model
    try:
        fact = model.objects.filter(person=person, uid=UUID(base)).first()
    except ValueError:
        fact = None
    return fact, fact is not None


class MemberRows(RowSet):
    """All members; each relation and number stands once."""

    def __init__(self, given: Input) -> None:
        by_uid = {membership.uid: membership for membership in given.memberships}
        super().__init__(
            "members",
            given,
            recorded=given.memberships,
            make=partial(MemberRow, given),
            find=by_uid.get,
            label="成员",
        )

    def check(self) -> None:
        members = [row for row in self.rows if isinstance(row, MemberRow) and not row.is_blank]
        staying = [row for row in members if not row.identity.leaves]
        heads = sum(row.identity.cleaned_data["relation"] == enums.Relation.SELF for row in staying)
        if heads != 1:
            self.problems.append(
                f"“本人（户主）”有 {heads} 名，每户要有且只有一名户主，请改与户主关系"
            )
        numbers = Counter(row.identity.cleaned_data["id_number"] for row in staying)
        for row in staying:
            number = row.identity.cleaned_data["id_number"]
            if number and numbers[number] > 1:
                row.identity.add_error("id_number", "与本页另一名成员的号码相同，请核对")

    def save(self, *, household: Household, actor: User) -> list[Change]:
        """Write the members, those who stop being the head before the one who becomes it."""
        rows = sorted(self.rows, key=_becomes_head)
        changes = [change for row in rows for change in row.save(household=household, actor=actor)]
        settle_head(household)
        return changes


def _becomes_head(row: Any) -> bool:
    relation = row.identity.cleaned_data.get("relation") if not row.is_blank else ""
    return relation == enums.Relation.SELF
