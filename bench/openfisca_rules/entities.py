"""The entities OpenFisca knows: persons, and the household that groups them."""

from __future__ import annotations

from openfisca_core.entities import build_entity

Household = build_entity(
    key="household",
    plural="households",
    label="A household, assessed as one unit",
    roles=[{"key": "member", "plural": "members", "label": "Member"}],
)
Person = build_entity(
    key="person", plural="persons", label="A member of a household", is_person=True
)
