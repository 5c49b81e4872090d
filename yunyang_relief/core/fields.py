"""Protected model fields: text that is sealed at rest, masked by default, opened with a reason.

`SealedField("id_number")` on a model makes three or four columns: the envelope, a mask for
lists, a blind index for equality search and, where people search by the last four characters,
a truncated index of those. The attribute reads as a `Sealed`, whose `str()` is the mask.
The model needs an immutable `uid` made by the client: it binds an envelope to its row.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import pghistory.models
from django.db import models
from django.db.models import Q

from . import crypto, idcards

if TYPE_CHECKING:
    from collections.abc import Callable

    from .models import User


def _compact(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def mask(text: str) -> str:
    """Show the ends only: derived facts (birth date, sex, area) must not complete a mask."""
    return text if len(text) < 3 else f"{text[0]}{'*' * (len(text) - 2)}{text[-1]}"


@dataclass(frozen=True)
class SealKind:
    """How one kind of protected text is normalised before it is sealed and indexed."""

    code: str
    label: str
    normalise: Callable[[str], str]
    mask: Callable[[str], str] = mask


KINDS = {
    kind.code: kind
    for kind in (
        SealKind("id_number", "公民身份号码", idcards.normalise),
        SealKind("account", "银行账号", _compact),
        SealKind("phone", "联系电话", _compact),
        # Of a text not even the length may be seen.
        SealKind("text", "保密内容", str, lambda text: "保密内容"),
    )
}
TAIL_LENGTH = 4
TAIL_INDEX_LENGTH = 4


class Sealed:
    """One row's protected value. `str()` is the mask; `reveal()` opens it and leaves a trace."""

    __slots__ = ("_field", "_instance")

    def __init__(self, instance: models.Model, field: SealedField) -> None:
        self._instance = instance
        self._field = field

    def __str__(self) -> str:
        return str(self._field.mask_of(self._instance))

    def __repr__(self) -> str:
        return f"<Sealed {self}>"

    def __bool__(self) -> bool:
        return bool(self._instance.__dict__.get(self._field.name))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sealed):
            return NotImplemented
        return self.index == other.index

    __hash__ = None  # type: ignore[assignment]  # equality is by content, which may change

    @property
    def subject(self) -> models.Model:
        """The row this value belongs to."""
        return self._instance

    @property
    def label(self) -> str:
        """What kind of value it is, in Chinese."""
        return self._field.kind.label

    @property
    def index(self) -> str:
        """The blind index: equal for equal values."""
        return self._field.index_of(self._instance)

    def open_unlogged(self) -> str:
        """Decrypt without a trace: only for callers that record the sight of many rows at once."""
        return self._field.plain_of(self._instance)

    def reveal(self, *, actor: User, reason: str) -> str:
        """Decrypt for `actor`, who must give a reason; the sight is recorded."""
        from . import audit

        audit.record(
            "unmask",
            self._instance,
            actor=actor,
            reason=reason,
            after={"field": self._field.name, "shown": str(self)},
        )
        return self.open_unlogged()


@dataclass(frozen=True)
class _Fresh:
    """A plain value that was assigned and is not saved yet, with the envelope it replaces."""

    plain: str
    replaced: str


class _Attribute:
    """Reads as `Sealed`; takes plain text, another `Sealed`, or None."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Sealed | Self:
        return self if instance is None else Sealed(instance, self.field)

    def __set__(self, instance: models.Model, value: object) -> None:
        name = self.field.name
        if isinstance(value, _Envelope):
            instance.__dict__[name] = str(value)
        elif isinstance(value, Sealed):
            self._copy(instance, value)
        else:
            plain = self.field.kind.normalise(str(value)) if value else ""
            before = instance.__dict__.get(name, "")
            replaced = before if isinstance(before, str) else before.replaced
            instance.__dict__[name] = _Fresh(plain, replaced) if plain else ""

    def _copy(self, instance: models.Model, value: Sealed) -> None:
        same_row = type(value.subject) is type(instance) and value.subject.uid == instance.uid  # type: ignore[attr-defined]  # checked by core.E001
        if same_row:  # refresh_from_db hands over the attribute of a fresh copy
            instance.__dict__[self.field.name] = value.subject.__dict__[self.field.name]
        else:
            self.__set__(instance, value.open_unlogged() if value else "")


class _Envelope(str):
    """Text read from the envelope column."""


class SealedField(models.TextField[Any, Any]):
    """The envelope column; it adds its companions `<name>_mask`, `_index` and `_tail`."""

    def __init__(self, kind: str, *args: Any, tail: bool = False, **kwargs: Any) -> None:
        self.kind = KINDS[kind]
        self.tail = tail
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        if self.tail:
            kwargs["tail"] = True
        return name, path, [self.kind.code, *args], kwargs

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Attribute(self))
        # Models of migrations and of row history list the companions themselves.
        if (
            cls._meta.abstract
            or cls.__module__ == "__fake__"
            or issubclass(cls, pghistory.models.Event)
        ):
            return
        for part, length in self.parts.items():
            companion = SealedPart(name, part, max_length=length, db_index=part != "mask")
            cls.add_to_class(f"{name}_{part}", companion)

    @property
    def parts(self) -> dict[str, int]:
        """The companions of this field and how long they may be."""
        return {"mask": 40, "index": 64} | ({"tail": 8} if self.tail else {})

    # --- values --------------------------------------------------------------------------

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Leave the value alone: read as text it would be its mask."""
        return value

    def from_db_value(self, value: str | None, *_: object) -> _Envelope:
        return _Envelope(value or "")

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        held = model_instance.__dict__.get(self.name, "")
        if isinstance(held, _Fresh):
            for part in self.parts:
                model_instance.__dict__[f"{self.name}_{part}"] = self.part_of(model_instance, part)
            held = self._seal(model_instance, held)
            model_instance.__dict__[self.name] = held
        return str(held)

    def _seal(self, instance: models.Model, fresh: _Fresh) -> str:
        # A new nonce for an unchanged value would be recorded as a change that never was.
        if fresh.replaced and self._open(instance, fresh.replaced) == fresh.plain:
            return fresh.replaced
        return crypto.seal(fresh.plain.encode(), binding=self._binding(instance))

    def _binding(self, instance: models.Model) -> str:
        return f"{instance._meta.label_lower}.{self.name}:{instance.uid}"  # type: ignore[attr-defined]  # checked by core.E001

    def _open(self, instance: models.Model, envelope: str) -> str:
        return crypto.unseal(envelope, binding=self._binding(instance)).decode()

    def plain_of(self, instance: models.Model) -> str:
        """Return the plain text of this instance's value ('' when there is none)."""
        held = instance.__dict__.get(self.name, "")
        if isinstance(held, _Fresh):
            return held.plain
        return self._open(instance, held) if held else ""

    def part_of(self, instance: models.Model, part: str) -> str:
        """Return a companion's value: derived from a fresh value, else as it was read."""
        held = instance.__dict__.get(self.name, "")
        if isinstance(held, _Fresh):
            return {"mask": self.kind.mask, "index": self.index_for, "tail": self.tail_for}[part](
                held.plain
            )
        return str(instance.__dict__.get(f"{self.name}_{part}", "")) if held else ""

    def mask_of(self, instance: models.Model) -> str:
        """Return the text that may be shown to anybody who sees the row."""
        return self.part_of(instance, "mask")

    def index_of(self, instance: models.Model) -> str:
        """Return the blind index of this instance's value."""
        return self.part_of(instance, "index")

    def index_for(self, plain: str) -> str:
        """Return the blind index for some text."""
        return crypto.blind_index(self.kind.code, self.kind.normalise(plain))

    def tail_for(self, plain: str) -> str:
        """Return the truncated index of the last four characters."""
        tail = self.kind.normalise(plain)[-TAIL_LENGTH:]
        return crypto.blind_index(f"{self.kind.code}:tail", tail, length=TAIL_INDEX_LENGTH)


class SealedPart(models.CharField[str, str]):
    """A column beside an envelope, always derived from it."""

    def __init__(self, sealed: str = "", part: str = "", *args: Any, **kwargs: Any) -> None:
        self.sealed = sealed
        self.part = part
        kwargs.setdefault("max_length", 64)
        kwargs |= {"blank": True, "default": "", "editable": False}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        for derived in ("blank", "default", "editable"):
            kwargs.pop(derived, None)
        return (
            name,
            "yunyang_relief.core.fields.SealedPart",
            [self.sealed, self.part, *args],
            kwargs,
        )

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        field = model_instance._meta.get_field(self.sealed)
        assert isinstance(field, SealedField)
        return field.part_of(model_instance, self.part)


def matching(model: type[models.Model], name: str, plain: str) -> Q:
    """A filter for rows whose protected field holds exactly this value."""
    return Q(**{f"{name}_index": _field(model, name).index_for(plain)})


def ending(model: type[models.Model], name: str, tail: str) -> Q:
    """A filter for rows whose value ends in these four characters (with rare false friends)."""
    return Q(**{f"{name}_tail": _field(model, name).tail_for(tail)})


def _field(model: type[models.Model], name: str) -> SealedField:
    field = model._meta.get_field(name)
    assert isinstance(field, SealedField)
    return field
