"""Words and headings with more questions than before: the last seven days or four weeks, and as many days before them."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from itertools import islice
from typing import Literal, get_args
from weakref import WeakKeyDictionary

import msgspec

from search.coverage.months import months_between
from search.coverage.periods import Span, SpanCoverage, covered_spans, houses_present
from search.engine import Engine
from search.errors import BadRequest, Problem
from search.insight import rising
from search.insight.rising import Comparison, Rise
from search.model.question import House, Question
from search.query.nodes import AnyOf, DateRange, Filter
from search.query.parser import parse
from search.query.request import SearchRequest
from search.results.types import IndexInfo
from search.text import dates
from search.text.quotation import quoted
from web.queries.insight.own_params import own_params
from web.site.link import Pairs

Window = Literal["week", "month"]
DAYS: dict[Window, int] = {"week": 7, "month": 28}
"""A month is four weeks, which have each day of the week as often as the four weeks before."""

MAX_QUESTIONS = 20_000
"""The most questions of one window that are read, the newest first: more than both Houses ask in four weeks."""

LISTED = 25


class Risen(msgspec.Struct, frozen=True):
    """A word or heading that rises, the search for it, and the number of its results in each window."""

    rise: Rise
    search: SearchRequest
    now: int
    before: int


class RisingResult(msgspec.Struct, frozen=True):
    """The words and headings that rise from the days ``before`` to the days ``now``. ``not_whole``: the months of these days
    that are not whole in the index.

    ``words`` and ``headings`` have the sizes of the two collections; only ``risen_words`` and ``risen_headings`` are listed.
    """

    window: Window
    now: DateRange
    before: DateRange
    words: Comparison
    headings: Comparison
    risen_words: tuple[Risen, ...]
    risen_headings: tuple[Risen, ...]
    not_whole: tuple[tuple[Span, SpanCoverage], ...]
    houses: tuple[House, ...]
    info: IndexInfo


_results: WeakKeyDictionary[Engine, dict[tuple[Window, date], RisingResult | None]] = WeakKeyDictionary()
_counting = threading.Lock()
"""The results of each open build. They are counted once, which takes up to a second, and dropped with the build."""


def query_rising(engine: Engine, params: Pairs) -> tuple[Window, RisingResult | None]:
    """Compare the two windows; None if no question has a date. Raises ``BadRequest`` for parameters that cannot be read."""
    window = _window(params)
    snapshot = engine.snapshot()
    tabled = snapshot.info().tabled
    if tabled is None:
        return window, None
    last = min(tabled[1], dates.british_today())
    with _counting:
        results = _results.setdefault(snapshot, {})
        if (window, last) not in results:
            results[window, last] = _compare(snapshot, window, last)
        return window, results[window, last]


def _window(params: Pairs) -> Window:
    value = own_params(params, "window").get("window", "week")
    for window in DAYS:
        if value == window:
            return window
    raise BadRequest((Problem("window", f"Set window to week or month, not {quoted(value)}."),))


def _compare(engine: Engine, window: Window, last: date) -> RisingResult:
    days = timedelta(DAYS[window])
    now = DateRange("tabled", last - days + timedelta(1), last)
    before = DateRange("tabled", last - 2 * days + timedelta(1), last - days)
    current, earlier = _questions(engine, now), _questions(engine, before)
    words = rising.compare(current, earlier, rising.words_of, LISTED)
    headings = rising.compare(current, earlier, rising.heading_of, LISTED)
    info = engine.info()
    houses = houses_present(info, get_args(House))
    months = list(months_between(f"{before.start}"[:7], f"{last}"[:7]))
    covered = covered_spans(info, houses, months[0], months[-1], "month")
    return RisingResult(
        window,
        now,
        before,
        words,
        headings,
        tuple(_risen(engine, rise, word_search(rise.text), now, before) for rise in words.rises),
        tuple(_risen(engine, rise, heading_search(rise.text), now, before) for rise in headings.rises),
        tuple((span, coverage) for span, coverage in covered if coverage.verdict != "whole"),
        houses,
        info,
    )


def word_search(word: str) -> SearchRequest:
    """The search for questions with a word in heading or question. As in the count, synonyms are left out."""
    text = f"question:{word} OR heading:{word}"
    return SearchRequest(text, parse(text).tree, as_typed=True)


def heading_search(heading: str) -> SearchRequest:
    """The search for questions under a heading."""
    return SearchRequest(filters=(AnyOf("heading", (heading,)),))


def _questions(engine: Engine, days: DateRange) -> list[Question]:
    return list(islice(engine.scan(SearchRequest(filters=(days,), sort="newest", with_snippets=False)), MAX_QUESTIONS))


def _risen(engine: Engine, rise: Rise, search: SearchRequest, now: DateRange, before: DateRange) -> Risen:
    return Risen(rise, search, _total(engine, search, now), _total(engine, search, before))


def _total(engine: Engine, search: SearchRequest, days: Filter) -> int:
    request = SearchRequest(query=search.query, filters=(*search.filters, days), per_page=0)
    return engine.search(request).total
