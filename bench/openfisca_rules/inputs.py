"""What is known of the households, as OpenFisca's input variables.

Every column of the kernel's facts becomes a variable of the same name, of the person or of the
household; those of an item get its list's name in front (`income_kind`), and `has_income` says
whether there is one. Codes and dates are whole numbers, which OpenFisca compares faster than its
own enumerations and dates.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.openfisca_rules.entities import Household, Person
from eligibility.engine.columns import Column, Items, Kind, Rows, columns_of
from eligibility.engine.facts import TABLES, Facts, Households, Members

Arrays = dict[str, npt.NDArray[Any]]
ITEMS = {
    "incomes": "income",
    "assets": "asset",
    "expenditures": "expenditure",
    "obligors": "obligor",
    "emergencies": "emergency",
}
FLAGS = (Kind.FLAG, Kind.CAUSES, Kind.VERIFIED, Kind.KNOWN)


def variables() -> list[type[Variable]]:
    """A class for each input."""
    found = [_variable(name, Household, c) for name, c in _columns(Households).items()]
    found += [_variable(name, Person, c) for name, c in _columns(Members).items()]
    for table, item in ITEMS.items():
        there = Column(Kind.FLAG, f"Has one of the {table}")
        found.append(_variable(f"has_{item}", Person, there))
        for name, column in _columns(TABLES[table]).items():
            found.append(_variable(f"{item}_{name}", Person, column))
    return found


def simulate(system: TaxBenefitSystem, facts: Facts, *, trace: bool = False) -> Simulation:
    """A simulation with the facts set and nothing calculated."""
    members = facts.members
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(len(members)))
    households = builder.declare_entity("household", np.arange(len(facts)))
    builder.join_with_persons(households, members.household, np.array(["member"] * len(members)))
    simulation = builder.build(system)
    simulation.trace = trace
    for name, array in _arrays(facts).items():
        simulation.set_input(name, "ETERNITY", array)
    return simulation


def _columns(table: type[Rows]) -> dict[str, Column]:
    """What is a number; of households without the unit, for here each is a family."""
    return {
        name: column
        for name, column in columns_of(table).items()
        if column.kind not in (Kind.TEXT, Kind.MEMBER) and (table, name) != (Households, "unit")
    }


def _variable(name: str, entity: Any, column: Column) -> type[Variable]:
    kind = bool if column.kind in FLAGS else int
    details = {
        "value_type": kind,
        "entity": entity,
        "definition_period": DateUnit.ETERNITY,
        "label": column.label,
        "default_value": kind(column.empty),
    }
    return type(name, (Variable,), details)


def _arrays(facts: Facts) -> Arrays:
    """The inputs by name; an item stands with its member. Raises ValueError if one has two."""
    arrays: Arrays = {name: getattr(facts.households, name) for name in _columns(Households)}
    arrays |= {name: getattr(facts.members, name) for name in _columns(Members)}
    for table, item in ITEMS.items():
        rows: Items = getattr(facts, table)
        there = np.zeros(len(facts.members), dtype=np.bool_)
        there[rows.member] = True
        if there.sum() != len(rows):
            raise ValueError(f"{table}: a member with two of them has no place in OpenFisca")
        arrays[f"has_{item}"] = there
        for name, column in _columns(type(rows)).items():
            spread = np.full(there.size, column.empty, dtype=column.kind.dtype)
            spread[rows.member] = getattr(rows, name)
            arrays[f"{item}_{name}"] = spread
    return arrays
