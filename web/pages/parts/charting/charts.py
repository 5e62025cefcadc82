"""Charts: series of numbers over periods of time as bars or lines, for the SVG of ``templates/parts/chart.html``.

Places along the time axis are percentages of the width and heights are pixels, so that a chart fills any screen while its words
keep their size (docs/decisions/0031-charts.md). Nothing is said by colour alone: each series has a dash and a mark of its own,
and periods that are not whole are hatched.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

from search.coverage.months import Verdict
from web.pages.parts.charting.chart_views import (
    BarPlace,
    BarView,
    ChartView,
    ColumnView,
    LegendView,
    MarkView,
    NameView,
    SegmentView,
    TableRow,
    TickView,
)
from web.site.link import Link

COLUMN_PX = 24.5
"""The least width of a period: a target that is easily touched has 24. A chart of many periods scrolls in its box."""

CHARACTER_PX = 7.5
"""The width of a character of the axis, rounded up."""

TOP_PX = 10
AXIS_PX = 22
"""Space above the plot, and below it for the names of the periods."""

BAR_SHARE = 0.84
"""The share of a period's width that its bar takes."""

VERDICT_WORDS: dict[Verdict, str] = {"whole": "", "partial": "not complete", "none": "nothing collected"}


class Period(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """A span of time: its name in full, such as ``March 2024``, and one short enough for an axis.

    ``note`` says in words why a period that is not whole is not.
    """

    label: str
    short: str
    verdict: Verdict = "whole"
    note: str = ""

    @property
    def state(self) -> str:
        """The verdict in words, with its note; "" for a whole period."""
        words = VERDICT_WORDS[self.verdict]
        return f"{words}: {self.note}" if words and self.note else words


class Point(msgspec.Struct, frozen=True, gc=False):
    """The number of one series in one period, in words too, and the address of the questions that it counts, "" for none.

    ``value`` is None where nothing is known. ``cell`` is what the table has in place of the words, if it is not "". A chart of
    bars marks the points that are ``is_selected``.
    """

    value: float | None
    text: str
    url: str = ""
    cell: str = ""
    is_selected: bool = False


class Series(msgspec.Struct, frozen=True):
    """A name, and a point for every period of the chart. ``summary`` describes the whole of it, such as ``1,204 questions``."""

    name: str
    points: tuple[Point, ...]
    url: str = ""
    summary: str = ""


class Frame(msgspec.Struct, frozen=True):
    """The height of a chart in pixels, the words for a number of its axis, and the series that only its table has."""

    height: int = 220
    number: Callable[[float], str] = "{:,.0f}".format
    has_ticks: bool = True
    beside: tuple[Series, ...] = ()


FRAME = Frame()


class _Head(msgspec.Struct, frozen=True):
    """How a chart begins: the beginning of its ids, its title and its size."""

    id: str
    title: str
    frame: Frame


class _Drawing(msgspec.Struct, frozen=True):
    """The marks of the series: bars, or the segments of lines and their points."""

    bars: tuple[BarView, ...] = ()
    segments: tuple[SegmentView, ...] = ()
    marks: tuple[MarkView, ...] = ()


def bar_chart(id: str, title: str, periods: Sequence[Period], series: Series, frame: Frame = FRAME) -> ChartView:
    """Return the chart of one series as bars. Hatched bars are of periods that are not whole."""
    top = _top([series], frame)
    base, plot = _heights(frame)
    bars = []
    for place, period, point in zip(_bar_places(len(periods)), periods, series.points, strict=True):
        height = _tenths(max(2.0, plot * point.value / top)) if point.value else 0.0
        bars.append(
            BarView(
                place,
                top=_tenths(base - height),
                height=height,
                label=_label(period, point),
                url=point.url,
                is_partial=period.verdict != "whole",
                is_selected=point.is_selected,
            )
        )
    head = _Head(id, title, frame)
    return _chart(head, periods, (series,), _Drawing(bars=tuple(bars)))


@lru_cache(maxsize=100)
def _bar_places(count: int) -> tuple[BarPlace, ...]:
    """The positions of ``count`` bars along the axis."""
    step = 100 / max(1, count)
    return tuple(
        BarPlace(
            _percent(number * step),
            _percent(step),
            _percent((number + (1 - BAR_SHARE) / 2) * step),
            _percent(BAR_SHARE * step),
        )
        for number in range(count)
    )


def line_chart(id: str, title: str, periods: Sequence[Period], series: Sequence[Series], frame: Frame = FRAME) -> ChartView:
    """Return a line chart of up to six series, as many as have a mark. A line breaks at periods without a value."""
    top = _top(series, frame)
    base, plot = _heights(frame)
    step = 100 / max(1, len(periods))
    segments, marks = [], []
    for number, line in enumerate(series, 1):
        places = [
            None if point.value is None else (_percent((index + 0.5) * step), _tenths(base - plot * point.value / top))
            for index, point in enumerate(line.points)
        ]
        segments += [SegmentView(number, *start, *end) for start, end in pairwise(places) if start and end]
        marks += [
            MarkView(number, *place, f"{line.name}, {_label(period, point)}", point.url, period.verdict != "whole")
            for period, point, place in zip(periods, line.points, places, strict=True)
            if place
        ]
    return _chart(_Head(id, title, frame), periods, series, _Drawing((), tuple(segments), tuple(marks)))


def _chart(head: _Head, periods: Sequence[Period], series: Sequence[Series], drawing: _Drawing) -> ChartView:
    frame = head.frame
    base, _ = _heights(frame)
    return ChartView(
        id=head.id,
        title=head.title,
        description=_description(periods, series),
        width=math.ceil(len(periods) * COLUMN_PX),
        height=frame.height,
        base=base,
        ticks=_ticks(series, frame),
        names=_names(tuple(periods)),
        columns=_columns(tuple(periods), bool(drawing.marks)),
        bars=drawing.bars,
        segments=drawing.segments,
        marks=drawing.marks,
        legend=tuple(LegendView(number, Link(line.name, line.url), line.summary) for number, line in enumerate(series, 1)),
        head=tuple(line.name for line in (*series, *frame.beside)),
        rows=_rows(periods, (*series, *frame.beside)),
    )


def _rows(periods: Sequence[Period], series: Sequence[Series]) -> tuple[TableRow, ...]:
    """Return the row of each period, with a cell for each series."""
    columns = [
        [
            Link(point.cell or point.text, point.url, f"{line.name}, {period.label}")
            for period, point in zip(periods, line.points, strict=True)
        ]
        for line in series
    ]
    return tuple(
        [TableRow(period.label, cells, period.state) for period, cells in zip(periods, zip(*columns, strict=True), strict=True)]
    )


def _heights(frame: Frame) -> tuple[int, int]:
    """Return the zero line and the height of the plot above it, in pixels."""
    base = frame.height - AXIS_PX
    return base, base - TOP_PX


def _tenths(pixels: float) -> float:
    """Return a height in tenths of a pixel. ``round`` to one digit takes five times as long."""
    return int(pixels * 10 + 0.5) / 10


def _top(series: Sequence[Series], frame: Frame) -> float:
    """Return the end of the scale: the largest value, with ticks rounded up to 1 digit that can be halved; 1 without values."""
    largest = max([point.value or 0.0 for line in series for point in line.points], default=0.0)
    if largest <= 0:
        return 1.0
    if not frame.has_ticks:
        return largest
    power = 10.0 ** math.floor(math.log10(largest))
    return next(power * factor for factor in (1, 2, 4, 6, 8, 10) if power * factor >= largest)


def _ticks(series: Sequence[Series], frame: Frame) -> tuple[TickView, ...]:
    """Return the lines at half of the scale, unless its number would read as another's, and at its end."""
    if not frame.has_ticks:
        return ()
    top = _top(series, frame)
    base, plot = _heights(frame)
    half, whole = frame.number(top / 2), frame.number(top)
    middle = () if half in (whole, frame.number(0.0)) else (TickView(base - plot / 2, half),)
    return (*middle, TickView(base - plot, whole))


@lru_cache(maxsize=64)
def _columns(periods: tuple[Period, ...], has_marks: bool) -> tuple[ColumnView, ...]:
    """Return the strips of the periods that are not whole; with bars, which are hatched themselves, of those without data."""
    step = 100 / max(1, len(periods))
    return tuple(
        ColumnView(_percent(number * step), _percent(step), period.verdict)
        for number, period in enumerate(periods)
        if period.verdict == "none" or (period.verdict == "partial" and has_marks)
    )


@lru_cache(maxsize=64)
def _names(periods: tuple[Period, ...]) -> tuple[NameView, ...]:
    """Return the labels of the axis, for as many periods as there is room for."""
    step = 100 / max(1, len(periods))
    longest = max((len(period.short) for period in periods), default=0)
    every = math.ceil((longest + 1) * CHARACTER_PX / COLUMN_PX) or 1
    last = max(0, len(periods) - every)
    return tuple(
        NameView(_percent(number * step), period.short)
        for number, period in enumerate(periods)
        if number % every == 0 and number <= last
    )


def _label(period: Period, point: Point) -> str:
    state = f" ({period.state})" if period.state and period.state != point.text else ""
    return f"{period.label}: {point.text}{state}"


def _description(periods: Sequence[Period], series: Sequence[Series]) -> str:
    """Describe the chart in a sentence for each series, and one of the periods that are not whole."""
    sentences = [": ".join(filter(None, (line.name, ", ".join(_summary(periods, line))))) + "." for line in series]
    return " ".join((*sentences, *_gaps(tuple(periods))))


def _summary(periods: Sequence[Period], line: Series) -> Iterator[str]:
    """Yield the summary of a series, and its peak among the periods that are whole: others cannot be compared."""
    if line.summary:
        yield line.summary
    if not any(point.value for point in line.points):
        yield "nothing in any period"
    points = [(period, point) for period, point in zip(periods, line.points, strict=True) if period.verdict == "whole"]
    peak = max(points, key=lambda item: item[1].value or 0.0, default=None)
    if peak and peak[1].value:
        where = "" if len(points) == len(periods) else "of the complete periods "
        yield f"{where}most in {peak[0].label}, {peak[1].text}"


@lru_cache(maxsize=64)
def _gaps(periods: tuple[Period, ...]) -> tuple[str, ...]:
    """Return a sentence on the periods that are not whole; none if all are whole."""
    verdicts = [period.verdict for period in periods]
    partial, empty = verdicts.count("partial"), verdicts.count("none")
    if len(periods) == 1 and partial + empty:
        return (f"The period {'is not complete' if partial else 'has nothing collected'}.",)
    if partial == len(periods):
        return (f"None of the {partial:,} periods is complete. All are hatched: do not compare them.",)
    parts = [f"{partial:,} {'is' if partial == 1 else 'are'} not complete"] if partial else []
    parts += [f"{empty:,} {'has' if empty == 1 else 'have'} nothing collected"] if empty else []
    if not parts:
        return ()
    return (f"Of the {len(periods):,} periods {' and '.join(parts)}. They are hatched: do not compare them.",)


def _percent(share: float) -> str:
    return f"{share:.2f}%"
