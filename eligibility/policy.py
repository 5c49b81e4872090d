"""What a citation such as 22号文 二（一）二 points to: the source, the article, its text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

# The source whose text is at hand, as rules cite it.
OWN = "22号文"


@dataclass(frozen=True)
class Citation:
    """One article of one source. `paragraphs` is empty where the text is not at hand."""

    source: str
    article: str
    heading: str = ""
    paragraphs: tuple[str, ...] = ()


def citations(text: str) -> list[Citation]:
    """What a rule cites, in its order; a source nobody knows is left out."""
    return [found for part in text.split("；") for found in _citations(part.strip())]


def _citations(part: str) -> Iterator[Citation]:
    sources = _read("sources.toml")
    name = next((name for name in sources if part.startswith(name)), None)
    if name is None:
        return
    articles = part.removeprefix(name).strip()
    if name != OWN:
        yield Citation(sources[name], articles)
        return
    for article in articles.split("、"):
        heading, paragraphs = _text_of(article)
        yield Citation(sources[name], article, heading, paragraphs)


def _text_of(article: str) -> tuple[str, tuple[str, ...]]:
    """The heading of the chapter, and the article with the sentence it belongs to."""
    document = _read("2019-22.toml")
    heading = f"{article[:1]}、{document['headings'].get(article[:1], '')}"
    clauses: dict[str, str] = document["clauses"]
    parent = article[:4]  # 二（一）
    return heading, tuple(
        clauses[number] for number in clauses if number == parent or number.startswith(article)
    )


@cache
def _read(name: str) -> dict[str, Any]:
    path = settings.BASE_DIR / "fixtures/policy" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))
