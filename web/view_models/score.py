"""The page of a result's score."""

from __future__ import annotations

from dataclasses import dataclass

from search.results.types import IndexInfo
from web.site.link import Link


@dataclass(frozen=True, slots=True)
class ScorePartView:
    """One part of a score, its numbers as they are printed."""

    what: str
    score: str
    having: str
    idf: str
    weight: str
    factor: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreView:
    """What a result's score is made of; ``has_factor`` when a part is multiplied for how many words the record has."""

    title: str
    info: IndexInfo
    record: Link
    back: Link
    reading: str
    total: str
    parts: tuple[ScorePartView, ...]
    has_factor: bool
