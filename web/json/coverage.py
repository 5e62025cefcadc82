"""The JSON of ``/coverage.json``: the coverage of the index, and its gaps."""

from __future__ import annotations

import msgspec

from search.results.types import SourceCounts
from web.json.schemas import Index, Links
from web.queries.coverage import HouseSummary


class YearCoverage(msgspec.Struct, frozen=True):
    """The records tabled in a year, "" for records without a day; ``waiting`` ones have no answer but a holding answer."""

    year: str
    commons: int
    lords: int
    waiting: int


class MissingData(msgspec.Struct, frozen=True):
    """The number of records that lack something, and the search that finds them."""

    description: str
    count: int
    search: str


class Coverage(msgspec.Struct, frozen=True):
    """The counts of the records of the index, and of the values that they lack. ``terms`` is the address of the licence.
    ``left_out`` counts the records of the sources that could not be read.
    """

    houses: tuple[HouseSummary, ...]
    years: tuple[YearCoverage, ...]
    missing: tuple[MissingData, ...]
    left_out: SourceCounts
    licence: str
    terms: str
    links: Links
    index: Index
