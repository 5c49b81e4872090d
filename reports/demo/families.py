"""Who lives together: relations, sexes and birth dates that fit one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from households.enums import Marriage, Relation, Sex
from yunyang_relief.core import idcards

from .chance import Chance
from .people import given_name, surname

OLDEST = 96


@dataclass
class Kin:
    """A member of a family to be. `age` is that on the family's day."""

    relation: Relation
    sex: str
    age: int
    born_on: date
    surname: str
    name: str
    marriage: Marriage


@dataclass
class Family:
    """People around a head, added one by one."""

    chance: Chance
    day: date
    members: list[Kin] = field(default_factory=list)

    @property
    def head(self) -> Kin:
        return self.members[0]

    @property
    def others(self) -> list[Kin]:
        return self.members[1:]

    def add(
        self, relation: Relation, sex: str, age: int, *, family_name: str, marriage: Marriage
    ) -> Kin:
        """Add somebody of this age, with a birthday drawn by lot."""
        born_on = _birthday(self.chance, self.day, age)
        name = self._name(family_name, sex, born_on)
        kin = Kin(relation, sex, age, born_on, family_name, name, marriage)
        self.members.append(kin)
        return kin

    def _name(self, family_name: str, sex: str, born_on: date) -> str:
        taken = {kin.name for kin in self.members}
        while True:
            name = family_name + given_name(self.chance, sex, born_on)
            if name not in taken:
                return name

    def begin(self, ages: tuple[int, int], marriage: Marriage, *, men: float = 0.6) -> Kin:
        """Add the head."""
        sex = Sex.MALE if self.chance.happens(men) else Sex.FEMALE
        age = self.chance.randint(*ages)
        return self.add(
            Relation.SELF, sex, age, family_name=surname(self.chance), marriage=marriage
        )

    def marry(self) -> Kin:
        """Add the head's spouse, a few years younger or older."""
        head = self.head
        sex = Sex.FEMALE if head.sex == Sex.MALE else Sex.MALE
        age = max(20, head.age + self.chance.randint(-5, 3) * (1 if sex == Sex.FEMALE else -1))
        head.marriage = Marriage.MARRIED
        return self.add(
            Relation.SPOUSE,
            sex,
            age,
            family_name=surname(self.chance),
            marriage=Marriage.MARRIED,
        )

    def bear(self, number: int) -> None:
        """Add children of the head, the eldest first, born when both parents were grown."""
        parents = [k.age for k in self.members if k.relation in (Relation.SELF, Relation.SPOUSE)]
        youngest_parent, oldest_parent = min(parents), max(parents)
        fathers_name = next(
            (k.surname for k in self.members if k.sex == Sex.MALE), surname(self.chance)
        )
        age = youngest_parent - self.chance.randint(20, 28)
        for _ in range(number):
            if age < 0 or oldest_parent - age > 45:
                break
            self._child(age, fathers_name, is_only=number == 1)
            age -= self.chance.randint(2, 6)

    def _child(self, age: int, family_name: str, *, is_only: bool) -> None:
        sons, daughters = Relation.SON, Relation.DAUGHTER
        if is_only:
            sons, daughters = Relation.ONLY_SON, Relation.ONLY_DAUGHTER
        sex = self.chance.choice((Sex.MALE, Sex.FEMALE))
        relation = sons if sex == Sex.MALE else daughters
        self.add(relation, sex, age, family_name=family_name, marriage=Marriage.SINGLE)

    def care_for_parent(self, sex: str, marriage: Marriage) -> None:
        """Add a parent of the head."""
        is_father = sex == Sex.MALE
        age = self.head.age + self.chance.randint(21, 33)
        if age <= OLDEST:
            self.add(
                Relation.FATHER if is_father else Relation.MOTHER,
                sex,
                age,
                family_name=self.head.surname if is_father else surname(self.chance),
                marriage=marriage,
            )

    def raise_grandchild(self) -> None:
        """Add a grandchild whose parents are away."""
        age = self.head.age - self.chance.randint(44, 58)
        sex = self.chance.choice((Sex.MALE, Sex.FEMALE))
        through_son = self.chance.happens(0.8)
        relation = {
            (Sex.MALE, True): Relation.GRANDSON,
            (Sex.FEMALE, True): Relation.GRANDDAUGHTER,
            (Sex.MALE, False): Relation.MATERNAL_GRANDSON,
            (Sex.FEMALE, False): Relation.MATERNAL_GRANDDAUGHTER,
        }[sex, through_son]
        is_his_line = through_son and self.head.sex == Sex.MALE
        self.add(
            relation,
            sex,
            max(age, 0),
            family_name=self.head.surname if is_his_line else surname(self.chance),
            marriage=Marriage.SINGLE,
        )

    def live_with_sibling(self) -> None:
        """Add a younger brother or sister of the head."""
        sex = self.chance.choice((Sex.MALE, Sex.FEMALE))
        self.add(
            Relation.YOUNGER_BROTHER if sex == Sex.MALE else Relation.YOUNGER_SISTER,
            sex,
            self.head.age - self.chance.randint(1, 9),
            family_name=self.head.surname,
            marriage=Marriage.SINGLE,
        )


def _birthday(chance: Chance, day: date, age: int) -> date:
    """A birth date of somebody who is of this age on a day."""
    while True:
        born_on = day - timedelta(days=int(age * 365.25) + chance.randrange(365))
        if idcards.age_on(born_on, day) == age and born_on <= day:
            return born_on


# --- households of several kinds ------------------------------------------------------------

LEFT_ALONE = {Marriage.WIDOWED: 5.0, Marriage.SINGLE: 3.0, Marriage.DIVORCED: 2.0}


def alone_in_old_age(family: Family) -> None:
    family.begin((62, 88), family.chance.pick(LEFT_ALONE), men=0.45)


def old_couple(family: Family) -> None:
    family.begin((61, 82), Marriage.MARRIED, men=0.8)
    family.marry()


def alone_in_midlife(family: Family) -> None:
    chance = family.chance
    marriage = chance.pick({Marriage.DIVORCED: 5.0, Marriage.SINGLE: 4.0, Marriage.WIDOWED: 1.0})
    family.begin((31, 59), marriage, men=0.7)


def single_parent(family: Family) -> None:
    marriage = family.chance.pick({Marriage.DIVORCED: 6.0, Marriage.WIDOWED: 4.0})
    family.begin((28, 52), marriage, men=0.35)
    family.bear(family.chance.pick({1: 6.0, 2: 4.0}))


def couple(family: Family) -> None:
    family.begin((45, 60), Marriage.MARRIED, men=0.8)
    family.marry()


def parents_and_children(family: Family) -> None:
    family.begin((27, 54), Marriage.MARRIED, men=0.8)
    family.marry()
    family.bear(family.chance.pick({1: 5.0, 2: 4.0, 3: 1.0}))


def three_generations(family: Family) -> None:
    family.begin((27, 54), Marriage.MARRIED, men=0.8)
    family.marry()
    family.bear(family.chance.pick({1: 6.0, 2: 4.0}))
    if family.chance.happens(0.35):
        family.care_for_parent(Sex.MALE, Marriage.MARRIED)
        family.care_for_parent(Sex.FEMALE, Marriage.MARRIED)
    else:
        family.care_for_parent(family.chance.choice((Sex.MALE, Sex.FEMALE)), Marriage.WIDOWED)


def child_and_old_parent(family: Family) -> None:
    marriage = family.chance.pick({Marriage.SINGLE: 5.0, Marriage.DIVORCED: 4.0})
    family.begin((36, 62), marriage, men=0.75)
    family.care_for_parent(family.chance.choice((Sex.MALE, Sex.FEMALE)), Marriage.WIDOWED)


def grandparents_and_grandchild(family: Family) -> None:
    family.begin((56, 74), Marriage.WIDOWED, men=0.5)
    if family.chance.happens(0.5):
        family.marry()
    family.raise_grandchild()


def siblings(family: Family) -> None:
    family.begin((40, 64), Marriage.SINGLE, men=0.7)
    family.live_with_sibling()


KINDS: dict[Callable[[Family], None], float] = {
    alone_in_old_age: 19,
    old_couple: 8,
    alone_in_midlife: 16,
    single_parent: 13,
    couple: 6,
    parents_and_children: 17,
    three_generations: 9,
    child_and_old_parent: 5,
    grandparents_and_grandchild: 5,
    siblings: 2,
}


def found(chance: Chance, day: date) -> Family:
    """Put a family together as it is on a day."""
    family = Family(chance, day)
    chance.pick(KINDS)(family)
    return family
