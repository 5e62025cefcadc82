"""The view of a chart. Positions along the axis are percentages of the width; heights are pixels from the top."""

from __future__ import annotations

import msgspec

from search.coverage.months import Verdict
from web.site.link import Link


class ColumnView(msgspec.Struct, frozen=True, gc=False):
    """The strip of one period that is not whole."""

    x: str
    width: str
    verdict: Verdict


class BarPlace(msgspec.Struct, frozen=True, gc=False):
    """The horizontal position and width of a period: of the strip that readers can touch, and of the bar in it."""

    x: str
    width: str
    bar_x: str
    bar_width: str


class BarView(msgspec.Struct, frozen=True, gc=False):
    """The bar of one period, ``top`` to ``top + height``."""

    place: BarPlace
    top: float
    height: float
    label: str
    url: str
    is_partial: bool
    is_selected: bool


class SegmentView(msgspec.Struct, frozen=True, gc=False):
    """A piece of the line of a series, numbered from 1."""

    series: int
    x1: str
    y1: float
    x2: str
    y2: float


class MarkView(msgspec.Struct, frozen=True, gc=False):
    """The point of a series, numbered from 1; hollow in a period that is not whole."""

    series: int
    x: str
    y: float
    label: str
    url: str
    is_hollow: bool


class TickView(msgspec.Struct, frozen=True, gc=False):
    """A line across the plot at a height, and its number."""

    y: float
    text: str


class NameView(msgspec.Struct, frozen=True, gc=False):
    """The name of a period under the axis."""

    x: str
    text: str


class LegendView(msgspec.Struct, frozen=True, gc=False):
    """The mark and dash of a series, numbered from 1, with its name."""

    series: int
    link: Link
    summary: str


class TableRow(msgspec.Struct, frozen=True, gc=False):
    """A period, its numbers with links to the questions that they count, and a remark."""

    label: str
    cells: tuple[Link, ...]
    state: str


class ChartView(msgspec.Struct, frozen=True, gc=False):
    """A chart of bars or of lines, the sentence that describes it, and the table that says the same.

    ``id`` begins the ids of its elements. ``width`` is its least width and ``height`` its height, with ``base`` the zero line,
    all in pixels.
    """

    id: str
    title: str
    description: str
    width: int
    height: int
    base: int
    ticks: tuple[TickView, ...]
    names: tuple[NameView, ...]
    columns: tuple[ColumnView, ...]
    bars: tuple[BarView, ...]
    segments: tuple[SegmentView, ...]
    marks: tuple[MarkView, ...]
    legend: tuple[LegendView, ...]
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
