"""The results page, and that of one facet's values."""

from __future__ import annotations

from dataclasses import dataclass

from search.results.types import IndexInfo
from web.site.link import Link, PagerView, Pairs
from web.view_models.choices import Choice, Option
from web.view_models.hits import HitView
from web.view_models.narrowing import PanelView
from web.view_models.reading import NothingView, RankingView, ReadingView


@dataclass(frozen=True, slots=True)
class ResultsView:
    """The results page. ``formats`` are the same results as data, and all of them as files; ``feed`` is named as feeds are.

    ``fold`` is the box that folds records of one value under the foremost of them, ``folding`` what it came to.
    """

    title: str
    formats: tuple[Link, ...]
    feed: Link
    text: str
    info: IndexInfo
    reading: ReadingView | None
    shortfall: str
    ranking: RankingView | None
    chips: tuple[Link, ...]
    clear: str
    panel: PanelView
    sorts: tuple[Option, ...]
    sizes: tuple[Option, ...]
    fold: Option
    folding: str
    hits: tuple[HitView, ...]
    first: int
    nearest: tuple[HitView, ...]
    past_end: Link | None
    nothing: NothingView | None
    pager: PagerView


@dataclass(frozen=True, slots=True)
class ValuesView:
    """All values of one facet within a search. ``kept`` is the rest of the search, ``chosen`` its values of this field."""

    title: str
    field: str
    label: str
    info: IndexInfo
    find: str
    summary: str
    choices: tuple[Choice, ...]
    kept: Pairs
    chosen: Pairs
    back: str
