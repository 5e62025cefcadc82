"""Trends: up to six searches, counted by the month, quarter or year in which their questions were tabled.

A series counts the questions that have all words of its search, never close matches: ``words=all`` of the results page. So the
numbers of its points, with the questions that have no day, add up to the total of that page.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import msgspec

from search.coverage.gap_notes import houses_searched
from search.coverage.periods import Length, Span, SpanCoverage, covered_spans, houses_present, span_counts, spans_between
from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.question import House
from search.pipeline.rewriting import RewrittenQuery, rewrite
from search.query import url_params
from search.query.request import SearchRequest
from search.results.types import IndexInfo
from search.text.quotation import quoted
from web.queries.insight.months import MonthlyCounts, count_by_month, days_within
from web.site.link import Pairs

MAX_SERIES = 6
MAX_COLUMNS = 36
"""The most periods that are easily compared. The shortest length of period with at most this many is the default."""

Measure = Literal["count", "share"]
OWN_PARAMETERS = ("q", "period", "measure")
_IGNORED = ("sort", "page", "per", "words", "collapse", "draft")
"""Parameters of a page of results that do not affect the counts."""


class TrendsRequest(msgspec.Struct, frozen=True):
    """The searches to be compared, the filters of all of them, and how they are counted.

    ``filters`` is a search without a text. ``length`` None leaves the length of a period to the page.
    """

    texts: tuple[str, ...]
    filters: SearchRequest
    length: Length | None = None
    measure: Measure = "count"


class TrendSeries(msgspec.Struct, frozen=True):
    """One search and its numbers by period. ``total`` is the sum of them and of the ``undated`` questions."""

    search: SearchRequest
    rewritten: RewrittenQuery
    counts: tuple[int, ...]
    total: int
    undated: int


class TrendsResult(msgspec.Struct, frozen=True):
    """Up to six series over the same spans. ``everything`` counts all questions under the filters, for the shares.

    ``coverages`` say how whole each span is in the ``houses`` that are counted.
    """

    request: TrendsRequest
    length: Length
    spans: tuple[Span, ...]
    coverages: tuple[SpanCoverage, ...]
    houses: tuple[House, ...]
    series: tuple[TrendSeries, ...]
    everything: TrendSeries
    info: IndexInfo

    def share(self, series: TrendSeries, index: int) -> float | None:
        """The share of a series in all questions of a span, from 0 to 1; None where there are none."""
        everything = self.everything.counts[index]
        return series.counts[index] / everything if everything else None

    def days(self, index: int) -> tuple[date, date]:
        """The days of a span that the filters do not leave out."""
        return days_within(self.request.filters, self.spans[index].first_day, self.spans[index].last_day)


def query_trends(engine: Engine, params: Pairs) -> TrendsResult:
    """Count each search by period. Raises ``BadRequest`` for parameters that cannot be read."""
    request = read(params)
    snapshot = engine.snapshot()
    searches = [_search(request, text) for text in request.texts or ("",)]
    rewritten = [rewrite(snapshot, search) for search in searches]
    everything = rewrite(snapshot, request.filters)
    counted = [count_by_month(snapshot, entry.executed) for entry in rewritten]
    base = count_by_month(snapshot, everything.executed)
    length = request.length or _best_length(base)
    searched = {house for search in searches for house in houses_searched(search)}
    houses = houses_present(base.info, (house for house in get_args(House) if house in searched))
    covered = covered_spans(base.info, houses, base.counts[0][0], base.counts[-1][0], length) if base.counts else ()
    spans = tuple(span for span, _ in covered)
    return TrendsResult(
        request,
        length,
        spans,
        tuple(coverage for _, coverage in covered),
        houses,
        tuple(
            _series(search, entry, counts, spans) for search, entry, counts in zip(searches, rewritten, counted, strict=True)
        ),
        _series(request.filters, everything, base, spans),
        base.info,
    )


def read(params: Pairs) -> TrendsRequest:
    """Read the request. Raises ``BadRequest`` with every problem found."""
    problems: list[Problem] = []
    texts = tuple(dict.fromkeys(value.strip() for name, value in params if name == "q" and value.strip()))
    if len(texts) > MAX_SERIES:
        problems.append(Problem("q", f"A chart compares at most {MAX_SERIES} searches. Remove {len(texts) - MAX_SERIES}."))
    length = _choice("period", get_args(Length), params, problems)
    measure = _choice("measure", get_args(Measure), params, problems)
    filters = SearchRequest()
    try:
        filters = url_params.read((name, value) for name, value in params if name not in (*OWN_PARAMETERS, *_IGNORED))
    except BadRequest as error:
        problems += error.problems
    if problems:
        raise BadRequest(tuple(problems))
    return TrendsRequest(texts, filters, length, measure or "count")  # type: ignore[arg-type] # one of the choices


def _choice(name: str, choices: tuple[str, ...], params: Pairs, problems: list[Problem]) -> str | None:
    value = next((value for key, value in reversed(params) if key == name and value), None)
    if value is not None and value not in choices:
        problems.append(Problem(name, f"Set {name} to {', '.join(choices[:-1])} or {choices[-1]}, not {quoted(value)}."))
    return value


def _search(request: TrendsRequest, text: str) -> SearchRequest:
    """Return the search of one series: all of its words, under the filters of all series."""
    pairs = [("q", text), *url_params.write(request.filters), *([("words", url_params.ALL)] if text else [])]
    return url_params.read(pairs)


def _best_length(base: MonthlyCounts) -> Length:
    lengths: tuple[Length, ...] = get_args(Length)
    if not base.counts:
        return "year"
    first, last = base.counts[0][0], base.counts[-1][0]
    return next((length for length in lengths if len(spans_between(first, last, length)) <= MAX_COLUMNS), "year")


def _series(search: SearchRequest, rewritten: RewrittenQuery, counted: MonthlyCounts, spans: tuple[Span, ...]) -> TrendSeries:
    counts = tuple(span_counts(counted.counts, spans))
    return TrendSeries(search, rewritten, counts, counted.total, counted.undated)
