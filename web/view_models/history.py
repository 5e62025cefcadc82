"""What happened to records, and what is between two states of one."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.link import Link, Pairs
from web.site.word_diff import Part
from web.view_models.choices import Option


@dataclass(frozen=True, slots=True)
class MomentView:
    """Something that happened. ``iso`` is its day for machines, "" for none; ``is_seen`` if it is when it was first seen."""

    iso: str
    day: str
    is_seen: bool
    words: str
    details: str
    compare: Link | None


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Two states: the facts that differ, as label, old and new, and the texts that do, as the parts they are made of."""

    before: str
    after: str
    facts: tuple[tuple[str, str, str], ...]
    texts: tuple[tuple[str, tuple[Part, ...]], ...]


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """An answer as it was and as it was corrected, each with what the other has not marked as removed or added."""

    before: tuple[Part, ...]
    after: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """What happened to a record, and the form that compares any two of its states, where there are two."""

    moments: tuple[MomentView, ...]
    action: str
    hidden: Pairs
    before: tuple[Option, ...]
    after: tuple[Option, ...]
    comparison: ComparisonView | None
