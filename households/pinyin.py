"""Chinese names as people type them on a keyboard: initials and full spelling, every reading."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from pypinyin import Style, pinyin

if TYPE_CHECKING:
    from collections.abc import Iterator

# Characters that read differently as a surname; the ordinary readings stay searchable, too.
SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "盖": "ge", "查": "zha", "区": "ou",
    "朴": "piao", "冼": "xian", "覃": "qin", "任": "ren", "华": "hua", "乐": "yue", "缪": "miao",
    "翟": "zhai", "员": "yun", "纪": "ji", "尉": "yu", "牟": "mu", "洗": "xian", "召": "shao",
    "折": "she", "黑": "he", "种": "chong", "逄": "pang", "佴": "nai",
}  # fmt: skip
MAX_READINGS = 8
LENGTH = 200


def readings(name: str) -> str:
    """Return e.g. "rqm ranqiming": initials and spelling for each way to read the name.

    A name without Chinese characters is spelled as it is, in lower case.
    """
    spelled = [[_plain(reading) for reading in options] for options in _options(name)]
    words = dict.fromkeys(_words(spelled))
    text = ""
    for word in words:
        if len(text) + len(word) >= LENGTH:
            break
        text = f"{text} {word}".strip()
    return text


def _options(name: str) -> list[list[str]]:
    options: list[list[str]] = pinyin(name, style=Style.NORMAL, heteronym=True, v_to_u=False)
    surname = SURNAME_READINGS.get(name[:1])
    if surname:
        options[0] = [surname, *options[0]]
    return options


def _plain(reading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", reading.lower())


def _words(spelled: list[list[str]]) -> Iterator[str]:
    for reading in islice(product(*spelled), MAX_READINGS):
        yield "".join(syllable[:1] for syllable in reading)
        yield "".join(reading)


def matching(path: str, text: str) -> Q:
    """A filter for initials or spellings that begin with `text`; `path` leads to the field."""
    typed = text.lower()
    return Q(**{f"{path}__startswith": typed}) | Q(**{f"{path}__contains": f" {typed}"})


class PinyinField(models.CharField[str, str]):
    """The readings of another field of the row, written with it on every insert and full save."""

    def __init__(self, source: str = "", *args: Any, **kwargs: Any) -> None:
        self.source = source
        kwargs |= {"max_length": LENGTH, "blank": True, "default": "", "editable": False}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = readings(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value
