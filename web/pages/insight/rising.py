"""``/rising``: words and headings that are asked about more than before, each with its questions, its trend and its feed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from flask import Blueprint, request
from msgspec.structs import replace

from search.engine import Engine
from search.insight.rising import Comparison
from search.query.nodes import DateRange
from search.query.request import SearchRequest
from search.results.phrasing import plural
from search.results.types import IndexInfo
from search.text.dates import long_date
from web.pages.parts.periods import span_in_words
from web.pages.rendering import render_page
from web.queries.insight.rising import DAYS, Risen, RisingResult, Window, query_rising
from web.site import urls
from web.site.link import Link

WINDOWS: dict[Window, str] = {"week": "Last 7 days", "month": "Last 4 weeks"}
BEFORE: dict[Window, str] = {"week": "7 days before", "month": "4 weeks before"}


class RisingRow(msgspec.Struct, frozen=True):
    """A word or heading, which leads to its trend, with its numbers of questions now and before, its askers and its feed."""

    trend: Link
    now: Link
    before: Link
    askers: str
    feed: Link


class RisingTable(msgspec.Struct, frozen=True):
    """The rising words, or the rising headings. ``note`` says why there are none; "" if there are some."""

    id: str
    title: str
    column: str
    rows: tuple[RisingRow, ...]
    note: str


class RisingView(msgspec.Struct, frozen=True):
    """The page. ``not_whole`` names the months of the windows that are not whole; ``when`` says which days are compared."""

    title: str
    info: IndexInfo
    windows: tuple[Link, ...]
    now: str
    before: str
    when: str
    not_whole: tuple[str, ...]
    tables: tuple[RisingTable, ...]


def routes(engine: Engine) -> Blueprint:
    """The address of the page."""
    pages = Blueprint("rising", __name__)

    @pages.get("/rising")
    def rising() -> bytes:
        window, result = query_rising(engine, tuple(request.args.items(multi=True)))
        return render_page("pages/rising.html", view=_view(window, result, engine.info()))

    return pages


def _view(window: Window, result: RisingResult | None, info: IndexInfo) -> RisingView:
    return RisingView(
        title="Rising subjects",
        info=info,
        windows=tuple(Link(label, "" if name == window else _url(name)) for name, label in WINDOWS.items()),
        now=WINDOWS[window],
        before=BEFORE[window],
        when=f"We compare questions tabled {_days(result.now)} with those tabled {_days(result.before)}." if result else "",
        not_whole=tuple(span_in_words(span) for span, _ in (result.not_whole if result else ())),
        tables=_tables(result) if result else (),
    )


def _url(window: Window) -> str:
    return urls.rising() if window == next(iter(DAYS)) else urls.rising(window)


def _days(days: DateRange) -> str:
    assert days.start
    assert days.end
    return f"from {long_date(days.start)} to {long_date(days.end)}"


def _tables(result: RisingResult) -> tuple[RisingTable, ...]:
    words = tuple(_row(result, risen, is_word=True) for risen in result.risen_words)
    headings = tuple(_row(result, risen, is_word=False) for risen in result.risen_headings)
    return (
        RisingTable("words", "Words", "Word", words, _note(result.window, result.words, words, "word")),
        RisingTable("headings", "Headings", "Heading", headings, _note(result.window, result.headings, headings, "heading")),
    )


def _note(window: Window, comparison: Comparison, rows: Sequence[RisingRow], noun: str) -> str:
    """Return why a table has no rows; "" if it has some."""
    if not comparison.is_possible:
        numbers = f"{comparison.now:,} in the {WINDOWS[window].lower()}, {comparison.before:,} in the {BEFORE[window]}"
        with_heading = " with a heading" if noun == "heading" else ""
        return f"There are too few different questions{with_heading} to compare: {numbers}."
    return "" if rows else f"No {noun} has clearly more questions than before, from three members or more."


def _row(result: RisingResult, risen: Risen, *, is_word: bool) -> RisingRow:
    text = risen.rise.text
    search = SearchRequest(text) if is_word else risen.search
    return RisingRow(
        Link(text, urls.trends((text,) if is_word else (), search), "over time"),
        _number(risen.now, risen.search, result.now, f"{text}, {WINDOWS[result.window].lower()}"),
        _number(risen.before, risen.search, result.before, f"{text}, {BEFORE[result.window]}"),
        f"{risen.rise.askers:,}",
        Link("Feed", urls.feed(search), f"of new questions: {text}"),
    )


def _number(count: int, search: SearchRequest, days: DateRange, about: str) -> Link:
    address = urls.search(replace(search, filters=(*search.filters, days))) if count else ""
    return Link(f"{count:,}", address, f"{plural(count, 'question')}: {about}")
