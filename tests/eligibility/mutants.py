"""Small changes to the rules, one at a time: a comparison turned, a parameter moved.

A comparison is turned by giving the function that holds it the code compiled from a source that
differs in that one operator, so that every reference to the function sees the change.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from eligibility import programmes
from eligibility.engine.parameters import ParameterSet, Revision, State

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
TURNED_WORDS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


class Comparison(NamedTuple):
    """A comparison in a rule: an operator, or the word that `require` is given."""

    module: ModuleType
    line: int
    column: int

    def __str__(self) -> str:
        name = self.module.__name__.removeprefix("eligibility.programmes.")
        return f"{name}:{self.line}:{self.column}"


class _Turn(ast.NodeTransformer):
    def __init__(self, comparison: Comparison) -> None:
        self.at = (comparison.line, comparison.column)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if (node.lineno, node.col_offset) == self.at:
            node.ops = [TURNED[type(node.ops[0])](), *node.ops[1:]]
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if (node.lineno, node.col_offset) == self.at and node.value in TURNED_WORDS:
            return ast.copy_location(ast.Constant(TURNED_WORDS[node.value]), node)
        return node


def comparisons() -> Iterator[Comparison]:
    """Every comparison in the rules of every programme."""
    for package in pkgutil.walk_packages(programmes.__path__, f"{programmes.__name__}."):
        module = importlib.import_module(package.name)
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            turns = isinstance(node, ast.Compare) and type(node.ops[0]) in TURNED
            if turns or (isinstance(node, ast.Constant) and node.value in TURNED_WORDS):
                yield Comparison(module, node.lineno, node.col_offset)


@contextmanager
def turned(comparison: Comparison) -> Iterator[None]:
    """The rules with one comparison turned."""
    module = comparison.module
    tree = _Turn(comparison).visit(ast.parse(inspect.getsource(module)))
    changed = dict(_codes(compile(ast.fix_missing_locations(tree), module.__file__ or "", "exec")))
    kept = []
    for function in _functions(module):
        key = (function.__code__.co_qualname, function.__code__.co_firstlineno)
        if key in changed:
            kept.append((function, function.__code__))
            function.__code__ = changed[key]
    try:
        yield
    finally:
        for function, code in kept:
            function.__code__ = code


def _codes(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield (constant.co_qualname, constant.co_firstlineno), constant
            yield from _codes(constant)


def _functions(holder: Any) -> Iterator[FunctionType]:
    """The functions and methods a module defines."""
    for value in vars(holder).values():
        if isinstance(value, cached_property):
            yield value.func  # type: ignore[misc]  # always a plain function here
        elif isinstance(value, property):
            yield value.fget  # type: ignore[misc]  # always a plain function here
        elif isinstance(value, FunctionType):
            yield value
        elif inspect.isclass(value) and value.__module__ == getattr(holder, "__name__", None):
            yield from _functions(value)


def moved_parameters(parameters: ParameterSet) -> Iterator[tuple[str, ParameterSet]]:
    """The parameters with one revision moved, and what was done to it."""
    for revision in parameters.revisions:
        for value in _other_values(revision):
            state = State.PROVISIONAL if revision.state is State.UNKNOWN else revision.state
            moved = replace(revision, stated=value, state=state)
            others = (moved if r is revision else r for r in parameters.revisions)
            words = f"{revision.code} from {revision.since}: {revision.options} → {value}"
            yield words, ParameterSet(tuple(others))


def _other_values(revision: Revision[Any]) -> list[Any]:
    if revision.state is State.UNKNOWN:
        return list(revision.candidates) or [revision.placeholder or GUESSES[revision.kind]]
    if revision.kind in STEPS:
        return [revision.value + STEPS[revision.kind]]
    if revision.kind == "codes":
        return [tuple(c for c in revision.value if c != code) for code in revision.value]
    return [choice for choice in revision.words if choice != revision.value]


STEPS: dict[str, Any] = {"money": 100, "count": 1, "ratio": Fraction(1, 10)}
GUESSES: dict[str, Any] = {"money": 100, "count": 10, "ratio": Fraction(1, 10), "choice": "any"}
