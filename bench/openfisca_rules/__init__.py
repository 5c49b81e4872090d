"""The product's rules of November 2019 written a second time, as a package for OpenFisca-Core.

Written as OpenFisca is meant to be used: two entities, a variable for every intermediate figure,
formulas over whole columns, monthly income added up over the months before, dated parameters. It is
favoured where it can be: whole numbers instead of enumerations, and lists are laid out by person
beforehand.
"""

from __future__ import annotations

from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from bench.openfisca_rules import dibao, inputs, parameters
from bench.openfisca_rules.entities import Household, Person


def system() -> TaxBenefitSystem:
    """The tax and benefit system, as OpenFisca calls a body of rules."""
    made = TaxBenefitSystem([Person, Household])
    made.parameters = parameters.tree()
    for variable in (*inputs.variables(), *dibao.VARIABLES):
        made.add_variable(variable)
    return made
