"""The page that finds whether something was asked before."""

from __future__ import annotations

from dataclasses import dataclass

from search.results.types import Fragment, IndexInfo
from web.site.link import Link, Pairs


@dataclass(frozen=True, slots=True)
class EarlierView:
    """An earlier question beside a draft: ``runs`` are marked where the draft has other words, ``lacking`` are the draft's."""

    link: Link
    origin: tuple[str, ...]
    byline: str
    state: str
    runs: tuple[Fragment, ...]
    shared: str
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedView:
    """A draft and the earlier questions nearest to it.

    ``mended`` and ``called`` are as in a ``ReadingView``; ``other`` is the page for just what was typed, or where it
    ``is_as_typed``, for what that may mean.
    """

    title: str
    info: IndexInfo
    text: str
    problem: str
    mended: Pairs
    called: tuple[tuple[str, tuple[str, ...]], ...]
    is_as_typed: bool
    other: str
    summary: str
    earlier: tuple[EarlierView, ...]
