"""The page of what changed."""

from __future__ import annotations

from dataclasses import dataclass

from search.results.types import IndexInfo
from web.site.link import Link, PagerView, Pairs
from web.view_models.history import MomentView
from web.view_models.hits import HitView
from web.view_models.narrowing import PanelView


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A record in the list of what changed, and what happened to it."""

    moment: MomentView
    hit: HitView


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What changed. Of the ``kinds`` the one without an address is this page's.

    ``problems`` and ``called`` are as in a ``ReadingView``; ``as_typed`` is the page without the other names.
    ``undated`` says how many have no day, "" where all have one.
    """

    summary: str
    info: IndexInfo
    kinds: tuple[Link, ...]
    text: str
    problems: Pairs
    called: tuple[tuple[str, tuple[str, ...]], ...]
    as_typed: str
    chips: tuple[Link, ...]
    panel: PanelView
    undated: str
    changes: tuple[ChangeView, ...]
    past_end: Link | None
    pager: PagerView
    feed: Link
