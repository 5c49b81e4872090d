"""Who of a household owes support to whom, read off the relations to its head.

Spouses owe it to one another, parents to their children and grown children to their parents
(民法典 第一千零五十九条、第一千零六十七条). The register knows relations to the head alone: of
several sons' families each son is taken for a parent of each of their children, and the head's
parents for those of brothers and sisters.
"""

from __future__ import annotations

import numpy as np

from eligibility.engine.codes import Relation
from eligibility.engine.columns import Codes, Ints

# People who stand in the same relation to everybody else.
PLACES: dict[str, tuple[Relation, ...]] = {
    "head": (Relation.SELF,),
    "spouse": (Relation.SPOUSE, Relation.HUSBAND, Relation.WIFE),
    "son": (Relation.SON, Relation.ONLY_SON, Relation.ADOPTED_SON),
    "daughter": (Relation.DAUGHTER, Relation.ONLY_DAUGHTER, Relation.ADOPTED_DAUGHTER),
    "sons_wife": (Relation.DAUGHTER_IN_LAW,),
    "daughters_husband": (Relation.SON_IN_LAW,),
    "sons_child": (Relation.GRANDSON, Relation.GRANDDAUGHTER),
    "daughters_child": (Relation.MATERNAL_GRANDSON, Relation.MATERNAL_GRANDDAUGHTER),
    "siblings": (
        Relation.ELDER_BROTHER,
        Relation.YOUNGER_BROTHER,
        Relation.ELDER_SISTER,
        Relation.YOUNGER_SISTER,
    ),
    "father": (Relation.FATHER,),
    "mother": (Relation.MOTHER,),
    "spouses_father": (Relation.FATHER_IN_LAW,),
    "spouses_mother": (Relation.MOTHER_IN_LAW,),
    "fathers_father": (Relation.GRANDFATHER,),
    "fathers_mother": (Relation.GRANDMOTHER,),
    "mothers_father": (Relation.MATERNAL_GRANDFATHER,),
    "mothers_mother": (Relation.MATERNAL_GRANDMOTHER,),
}
COUPLES = (
    ("head", "spouse"),
    ("son", "sons_wife"),
    ("daughter", "daughters_husband"),
    ("father", "mother"),
    ("spouses_father", "spouses_mother"),
    ("fathers_father", "fathers_mother"),
    ("mothers_father", "mothers_mother"),
)
# Parents, and their children.
DESCENT = (
    (("head", "spouse"), ("son", "daughter")),
    (("son", "sons_wife"), ("sons_child",)),
    (("daughter", "daughters_husband"), ("daughters_child",)),
    (("father", "mother"), ("head", "siblings")),
    (("spouses_father", "spouses_mother"), ("spouse",)),
    (("fathers_father", "fathers_mother"), ("father",)),
    (("mothers_father", "mothers_mother"), ("mother",)),
)


def _bonds() -> tuple[Ints, Ints]:
    lineal = [(p, child) for parents, children in DESCENT for p in parents for child in children]
    bit = {place: 1 << number for number, place in enumerate(PLACES)}
    kin = dict.fromkeys(PLACES, 0)
    for one, other in [*COUPLES, *lineal]:
        kin[one] |= bit[other]
        kin[other] |= bit[one]
    own, owed = np.zeros(len(Relation), np.int64), np.zeros(len(Relation), np.int64)
    for place, relations in PLACES.items():
        own[list(relations)], owed[list(relations)] = bit[place], kin[place]
    return own, owed


# By relation: the bit of one's own place, and those of the places that owe one support.
OWN, OWED_BY = _bonds()


def is_kin(one: int, other: int) -> bool:
    """Whether members of two relations to the head owe each other support."""
    return bool(OWED_BY[one] & OWN[other])


def places(relation: Codes) -> Ints:
    """The bit of each member's place in the family."""
    bits: Ints = OWN[relation]
    return bits


def owed_by(relation: Codes) -> Ints:
    """The bits of the places that owe each member support."""
    bits: Ints = OWED_BY[relation]
    return bits
