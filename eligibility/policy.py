"""What a citation such as 22号文 二（一）二 points to: the source, the article, its text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

Document = dict[str, Any]

# 第十四条, 第三十七至四十条, 第五章
NUMBERED = re.compile(
    r"第(?P<first>[一二三四五六七八九十百]+)[条章]?"
    r"(?:至第?(?P<last>[一二三四五六七八九十百]+))?(?P<kind>[条章])"
)


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
    sources, texts = _read("sources.toml"), _read("texts.toml")
    name = max((name for name in sources if part.startswith(name)), key=len, default=None)
    if name is None:
        return
    source, articles = sources[name], part.removeprefix(name).strip()
    if name not in texts:
        yield Citation(source, articles)
        return
    document = _read(texts[name])
    if "articles" in document:
        yield from _of_law(source, articles, document)
        return
    for article in articles.split("、"):
        yield Citation(source, article, *_of_measures(article, document))


def _of_law(source: str, cited: str, document: Document) -> Iterator[Citation]:
    """The articles that a citation numbers, singly, as a range or by their chapter."""
    order = list(document["articles"])
    numbered = list(NUMBERED.finditer(cited))
    if not numbered:
        paragraphs = [] if cited else [p for words in document["articles"].values() for p in words]
        yield Citation(source, cited, document["title"] if paragraphs else "", tuple(paragraphs))
    for match in numbered:
        first, last = match["first"], match["last"] or match["first"]
        if match["kind"] == "章":
            chapter = document["chapters"].get(f"第{first}章")
            ends = (chapter["first"], chapter["last"]) if chapter else ("", "")
        else:
            ends = f"第{first}条", f"第{last}条"
        if not set(ends) <= set(order):
            yield Citation(source, match[0])
            continue
        numbers = order[order.index(ends[0]) : order.index(ends[1]) + 1]
        paragraphs = [p for number in numbers for p in document["articles"][number]]
        yield Citation(source, match[0], _chapter_of(numbers[0], document), tuple(paragraphs))


def _chapter_of(article: str, document: Document) -> str:
    """The heading above an article; empty in a law without chapters."""
    order = list(document["articles"])
    place = order.index(article)
    for number, chapter in document["chapters"].items():
        if order.index(chapter["first"]) <= place <= order.index(chapter["last"]):
            return f"{number} {chapter['heading']}"
    return ""


def _of_measures(article: str, document: Document) -> tuple[str, tuple[str, ...]]:
    """The heading of the chapter, and the article with the sentence it belongs to."""
    heading = f"{article[:1]}、{document['headings'].get(article[:1], '')}"
    clauses: dict[str, str] = document["clauses"]
    parent = article[:4]  # 二（一）
    return heading if article else str(document["title"]), tuple(
        clauses[number] for number in clauses if number == parent or number.startswith(article)
    )


@cache
def _read(name: str) -> Document:
    path = settings.BASE_DIR / "fixtures/policy" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))
