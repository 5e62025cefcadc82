"""The page of the records like one."""

from __future__ import annotations

from dataclasses import dataclass

from search.results.types import IndexInfo
from web.site.link import Link, PagerView, Pairs
from web.view_models.choices import Keeping
from web.view_models.hits import HitView


@dataclass(frozen=True, slots=True)
class TermView:
    """A word that records were found by: the link that takes it out, where it can be, and its weight, the greatest 100."""

    link: Link
    weight: int


@dataclass(frozen=True, slots=True)
class SimilarView:
    """The records like one, and the words they were found by. ``unlike`` put wrong results back; ``choices`` are checkboxes."""

    title: str
    info: IndexInfo
    record: Link
    summary: str
    terms: tuple[TermView, ...]
    addressed: str
    added: tuple[Link, ...]
    dropped: tuple[Link, ...]
    unlike: tuple[Link, ...]
    action: str
    hidden: Pairs
    choices: tuple[Keeping, ...]
    hits: tuple[HitView, ...]
    first: int
    past_end: Link | None
    pager: PagerView
