"""The first page."""

from __future__ import annotations

from dataclasses import dataclass

from search.results.types import IndexInfo
from web.site.link import Link
from web.view_models.hits import HitView


@dataclass(frozen=True, slots=True)
class HomeView:
    """The first page."""

    info: IndexInfo
    holdings: str
    examples: tuple[Link, ...]
    latest: tuple[HitView, ...]
    bodies: tuple[Link, ...]
