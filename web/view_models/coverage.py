"""The page of what the index holds."""

from __future__ import annotations

from dataclasses import dataclass

from search.results.types import IndexInfo
from web.site.link import Link


@dataclass(frozen=True, slots=True)
class HouseRow:
    """What is held of one House; the days are in words."""

    house: str
    records: Link
    first: str
    last: str
    newest_answer: str


@dataclass(frozen=True, slots=True)
class YearRow:
    """Numbers of one year: of each House, of both, and of those that wait for an answer. One of 0 has no address."""

    year: str
    by_house: tuple[Link, ...]
    both: Link
    waiting: Link


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What the index holds. ``missing`` leads to records that lack something; ``complete`` names what none of them lacks."""

    title: str
    info: IndexInfo
    built: str
    houses: tuple[HouseRow, ...]
    years: tuple[YearRow, ...]
    missing: tuple[Link, ...]
    complete: tuple[str, ...]
    licence: Link
