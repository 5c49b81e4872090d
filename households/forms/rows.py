"""Rows of a survey's section: one statement each, any number of them, told apart by their base.

A row remembers the statement it was made from (`base`), not its place, so that rows that others
added or withdrew in the meantime disturb nobody. Three ways to make rows: from what is recorded,
from what was typed (a draft, one more row) without judging it, and from what was submitted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.utils import ErrorDict
from django.http import QueryDict

from yunyang_relief.core.components.form_parts import FieldError, errors_of
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.fields import SealedField
from yunyang_relief.core.forms import FactForm, whole_number

from .. import queries, wording
from ..actions.changes import Change
from ..actions.facts import FactChanged, drop_fact, put_fact
from ..models import Fact, Household, Membership, Person
from .fields import MemberField, SealedInput

if TYPE_CHECKING:
    from datetime import date

    from yunyang_relief.core.models import User

MAX_ROWS = 60
UNKNOWN_ROW = "这一行已不在本户，请重新打开本页再填"


@dataclass
class Input:
    """What the forms of a section are made from.

    `typed` None shows what is recorded; `is_submitted` judges what was typed; `is_trial` does so
    for a rehearsal (the live panel, a draft) that must not look other people up.
    """

    household: Household
    today: date
    user: User
    memberships: Sequence[Membership] = ()
    typed: QueryDict | None = None
    is_submitted: bool = False
    is_trial: bool = False
    is_done: bool = False
    # The prefix of the rows to which one more is added.
    adding: str = ""
    people: list[Person] = field(init=False)

    def __post_init__(self) -> None:
        self.people = [membership.person for membership in self.memberships]


class Row(Protocol):
    """What a set of rows asks of each: a form, or several forms about one subject."""

    prefix: str

    @property
    def title(self) -> str: ...
    @property
    def parts(self) -> Sequence[forms.BaseForm]: ...
    def is_valid(self) -> bool: ...
    def save(self, *, household: Household, actor: User) -> list[Change]: ...
    def warnings(self) -> list[str]: ...


def typed_or_nothing(given: Input) -> QueryDict | None:
    """The data of a bound form: only what was submitted is judged."""
    return given.typed if given.is_submitted else None


def show_typed(form: forms.BaseForm, given: Input) -> None:
    """Let an unbound form show what was typed without judging it."""
    if given.typed is None or given.is_submitted or not was_sent(form, given.typed):
        return
    for name, form_field in form.fields.items():
        form.initial[name] = _typed_value(form, name, form_field, given.typed)


def was_sent(form: forms.BaseForm, typed: QueryDict) -> bool:
    """Tell whether a form was on the page that sent this; a row just added was not."""
    return any(key.startswith(f"{form.prefix}-") for key in typed)


def says_something(form: forms.BaseForm, given: Input) -> bool:
    """Tell whether anything was typed that differs from an untouched form."""
    if given.typed is None or not was_sent(form, given.typed):
        return False
    if form.is_bound:
        return form.has_changed()
    return any(
        form_field.has_changed(
            getattr(form, "untouched", {}).get(name, form_field.initial),
            _typed_value(form, name, form_field, given.typed),
        )
        for name, form_field in form.fields.items()
    )


def _typed_value(form: forms.BaseForm, name: str, form_field: forms.Field, typed: QueryDict) -> Any:
    return form_field.widget.value_from_datadict(typed, {}, form.add_prefix(name))


class FactRow(FactForm):
    """One statement. Blank rows say nothing; `drop` withdraws it."""

    columns: ClassVar[dict[str, str]] = {}
    label: ClassVar[str] = ""
    # Whether a section without this statement can be called complete.
    is_needed: ClassVar[bool] = False
    base = forms.UUIDField(required=False, widget=forms.HiddenInput)
    drop = forms.BooleanField(required=False, label="移除这一行")

    def __init__(
        self,
        given: Input,
        prefix: str,
        fact: Fact | None = None,
        *,
        is_known: bool = True,
        **new: Any,
    ) -> None:
        self.given, self.fact, self.is_known = given, fact, is_known
        model: Any = self._meta.model
        instance = fact.successor() if fact else model(**new)
        instance.household = given.household
        super().__init__(
            typed_or_nothing(given),
            prefix=prefix,
            instance=instance,
            initial={"base": fact.uid if fact else None},
            empty_permitted=fact is None and not (given.is_done and self.is_needed),
            use_required_attribute=False,
        )
        for form_field in self.fields.values():
            self._prepare(form_field)
        if fact is None:
            del self.fields["drop"]
            self._choose_only_member()
        self.untouched = dict(self.initial)
        show_typed(self, given)

    def _prepare(self, form_field: forms.Field) -> None:
        if isinstance(form_field, MemberField):
            form_field.offer(self.given.people)
        elif isinstance(form_field, forms.ChoiceField):
            blank = "请选择" if form_field.required else "无"
            choices = cast("Any", form_field).choices
            form_field.choices = [(v, blank if v in ("", None) else text) for v, text in choices]
        for name in self.sealed:
            sealed = self.fields[name]
            if sealed is form_field and isinstance(sealed, SealedInput) and self.fact:
                sealed.show(getattr(self.fact, name))

    def _choose_only_member(self) -> None:
        """Where there is one person, nobody needs to say who."""
        chooser = self.fields.get("person")
        if isinstance(chooser, MemberField) and chooser.required and len(self.given.people) == 1:
            self.initial["person"] = self.given.people[0].pk

    @cached_property
    def sealed(self) -> list[str]:
        """The protected fields of this form."""
        columns = self._meta.model._meta.concrete_fields
        return [c.name for c in columns if isinstance(c, SealedField) and c.name in self.fields]

    @property
    def parts(self) -> Sequence[forms.BaseForm]:
        return [self]

    @property
    def title(self) -> str:
        return self.label

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a new row."""
        return self.fact is None and not self.has_changed()

    @property
    def is_open(self) -> bool:
        """Whether a folded row stands open: it is wrong, or new and not blank."""
        if self.is_bound and self.errors:
            return True
        return self.fact is None and says_something(self, self.given)

    @property
    def said(self) -> str:
        """What the recorded statement says."""
        return wording.describe(self.fact) if self.fact else ""

    @property
    def is_dropped(self) -> bool:
        return bool(self.is_bound and self.data.get(self.add_prefix("drop")) and self.fact)

    def full_clean(self) -> None:
        """A row that is withdrawn need not be right."""
        if self.is_dropped:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()
        if self.is_bound and not self.is_known:
            self.add_error(None, UNKNOWN_ROW)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # missing from the stubs
        for name in self.sealed:
            typed = self.cleaned_data.get(name)
            if typed is not None:
                setattr(self.instance, name, typed)

    def shown(self) -> Iterable[tuple[forms.BoundField, str]]:
        """The visible fields with their column classes."""
        return [(self[name], css) for name, css in self.columns.items() if name in self.fields]

    def warnings(self) -> list[str]:
        """What looks odd and is saved all the same."""
        return []

    def save(self, *, household: Household, actor: User) -> list[Change]:  # type: ignore[override]  # rows are written by actions
        if self.is_dropped and self.fact:
            return [drop_fact(self.fact, actor=actor)]
        if self.is_blank:
            return []
        try:
            _, change = put_fact(self.instance, replaces=self.fact, actor=actor)
        except FactChanged as changed:
            self._meet(changed)
            raise
        return [change] if change else []

    def _meet(self, changed: FactChanged) -> None:
        """Show who was faster; what was typed stays and replaces theirs when sent again."""
        self.add_error(None, changed.message)
        base = str(changed.current.uid) if changed.current else ""
        self.data = QueryDict(mutable=True)
        self.data.update(self.given.typed or {})
        self.data[self.add_prefix("base")] = base


class RowSet:
    """The rows of one kind in a section."""

    def __init__(
        self,
        prefix: str,
        given: Input,
        *,
        recorded: Sequence[Any],
        make: Callable[[str, Any, bool], Row],
        find: Callable[[UUID], Any],
        size: int = 0,
        limit: int = MAX_ROWS,
        label: str = "",
    ) -> None:
        """`make(prefix, subject, is_known)` builds a row, `find(uid)` its subject from its base.

        With a `size` there are that many rows, no more and no fewer; else as many as there are
        statements, or a blank one, and more may be added up to a `limit`.
        """
        self.prefix, self.given, self.label, self.size = prefix, given, label, size
        self.limit = limit
        self._find = find
        subjects = self._recorded(recorded) if given.typed is None else self._typed(given.typed)
        if given.adding == prefix:
            subjects.append((None, True))
        self.rows: list[Row] = [
            make(f"{prefix}-{index}", subject, is_known)
            for index, (subject, is_known) in enumerate(subjects[:MAX_ROWS])
        ]
        self.problems: list[str] = []

    def _recorded(self, recorded: Sequence[Any]) -> list[tuple[Any, bool]]:
        return [(subject, True) for subject in recorded] or [(None, True)]

    def _typed(self, typed: QueryDict) -> list[tuple[Any, bool]]:
        count = typed.get(f"{self.prefix}-count", "")
        rows = self.size or min(whole_number(count) or 0, MAX_ROWS)
        return [self._subject(typed.get(f"{self.prefix}-{i}-base", "")) for i in range(rows)]

    def _subject(self, base: str) -> tuple[Any, bool]:
        if not base:
            return None, True
        try:
            subject = self._find(UUID(base))
        except ValueError:
            subject = None
        return subject, subject is not None

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def may_grow(self) -> bool:
        return not self.size and len(self.rows) < self.limit

    def check(self) -> None:
        """Look at the rows together; subclasses add to `problems`."""

    def is_valid(self) -> bool:
        """Judge all rows, not only up to the first wrong one."""
        verdicts = [row.is_valid() for row in self.rows]
        if all(verdicts):
            self.check()
        return not self.errors()

    def errors(self) -> list[FieldError]:
        """Everything wrong, each line with the row it is about and a link to the field."""
        lines = [FieldError(text) for text in self.problems]
        for row in self.rows:
            prefix = f"{row.title}：" if row.title else ""
            lines += [
                FieldError(_prefixed(prefix, error.text), error.href or f"#{row.prefix}")
                for error in errors_of(tuple(row.parts))
            ]
        return lines

    def warnings(self) -> list[str]:
        return [text for row in self.rows for text in row.warnings()]

    def save(self, *, household: Household, actor: User) -> list[Change]:
        """Write the rows; the first refusal ends it."""
        return [
            change for row in self.rows for change in row.save(household=household, actor=actor)
        ]

    def save_valid(self, *, household: Household, actor: User) -> None:
        """Write what can be written, for a rehearsal that will be rolled back."""
        for row in self.rows:
            if not row.is_valid():
                continue
            try:
                with transaction.atomic():
                    row.save(household=household, actor=actor)
            except (Refused, ValidationError, IntegrityError):
                continue


def _prefixed(prefix: str, text: str) -> str:
    return text if text.startswith(prefix) else f"{prefix}{text}"


def fact_rows(
    form: type[FactRow],
    prefix: str,
    given: Input,
    *,
    rows: type[RowSet] = RowSet,
    **options: Any,
) -> RowSet:
    """The rows of a kind of statement: as recorded, or by the bases that were typed.

    `options` are those of `RowSet`.
    """
    model: Any = form._meta.model
    current = {fact.uid: fact for fact in queries.current_facts(model, given.household)}
    for fact in current.values():
        fact.household = given.household

    def find(uid: UUID) -> Fact | None:
        found = current.get(uid)
        if found is None:
            found = model.objects.filter(household=given.household, uid=uid).first()
        return found  # type: ignore[no-any-return]  # the manager is untyped

    def make(row_prefix: str, fact: Any, is_known: bool) -> Any:
        return form(given, row_prefix, fact, is_known=is_known)

    return rows(prefix, given, recorded=[*current.values()], make=make, find=find, **options)
