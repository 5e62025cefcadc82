"""The panel that a search is narrowed by."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.link import Link, Pairs
from web.view_models.choices import Choice


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as checkboxes; ``more`` leads to all its values when not all are here."""

    field: str
    label: str
    choices: tuple[Choice, ...]
    more: Link | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class RangeView:
    """A date's bounds, as ``2024-03-05`` or ""."""

    field: str
    label: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class PanelView:
    """The narrowing panel. ``hidden`` are the parts of the search that nothing in it shows."""

    facets: tuple[FacetView, ...]
    flags: tuple[FacetView, ...]
    ranges: tuple[RangeView, ...]
    hidden: Pairs
