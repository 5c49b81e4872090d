"""What each programme brings to the procedures: one module, found, not registered.

A module names its PROGRAMME, its PROCEDURES by date and its TABLE of steps, and may add needs,
effects and forms of its own.
"""

from __future__ import annotations

import importlib
import pkgutil
from itertools import pairwise

from ..procedure import PROCEDURES
from ..workflow import WORKFLOWS


def discover() -> None:
    """Fill the tables; called once when the app is ready."""
    for found in pkgutil.iter_modules(__path__, f"{__name__}."):
        module = importlib.import_module(found.name)
        procedures, table = module.PROCEDURES, module.TABLE
        if any(earlier.since >= later.since for earlier, later in pairwise(procedures)):
            raise ValueError(f"{found.name}: procedures are not in the order of their dates")
        PROCEDURES[module.PROGRAMME] = procedures
        WORKFLOWS[module.PROGRAMME] = {step.code: step for step in table}
