"""Notes on a search for a UIN, a day or a span that the index does not cover, or covers only in part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import get_args

import msgspec

from search.coverage.months import HouseCoverage, house_coverages
from search.model.question import House
from search.query.nodes import AnyOf, DateRange, Node, Not, children
from search.query.request import SearchRequest
from search.results.phrasing import counted, listed
from search.results.types import IndexInfo
from search.text.dates import MONTH_NAMES, DateSpan, long_date, parse_period

MAX_PERIODS = 3
"""The most periods that one note names; the others are counted."""

MAX_SPANS = 10
"""The most spans of one search for which gaps are looked for."""

MAX_PARTIAL_MONTHS = 12
"""The most months of a span without results whose incomplete months are named. In a longer span no single month matters."""

_CALENDAR_FIELDS = ("tabled-year", "tabled-month")
_LORDS_PREFIX = "HL"
_UNDATED = " without a date tabled"

Period = tuple[str, str]
"""The first and the last month, such as ``2024-03``."""


class _Conditions(msgspec.Struct, frozen=True):
    """The conditions of a search that can reach outside the index; ``houses`` are those that it is limited to."""

    houses: tuple[House, ...]
    uins: tuple[str, ...]
    tabled: tuple[DateSpan, ...]
    answered: tuple[DateSpan, ...]


def gap_notes(info: IndexInfo, request: SearchRequest, total: int, not_in_index: Sequence[Node] = ()) -> tuple[str, ...]:
    """Return the notes on a search that found ``total`` questions, each a sentence; none if no gap can matter.

    A search without results always has a note on the coverage of the index. So has a search with references to questions that
    the index does not have: ``not_in_index`` are the queries for these.
    """
    conditions = _conditions((request.query, *request.filters))
    if total and not conditions.tabled and not conditions.answered:
        return (covered_sentence(_coverages(info, _conditions(not_in_index))),) if not_in_index else ()
    coverages = _coverages(info, conditions)
    notes = [note for span in conditions.tabled for note in _span_notes(span, coverages, has_results=total > 0)]
    notes += _answer_notes(info, conditions.answered)
    if not_in_index:
        notes.append(covered_sentence(_coverages(info, _conditions(not_in_index))))
    elif not total and (conditions.uins or not notes):
        notes.append(covered_sentence(coverages))
    return tuple(dict.fromkeys(notes))


def houses_searched(request: SearchRequest) -> tuple[House, ...]:
    """Return the Houses whose questions a search can find: its House or UINs may exclude one."""
    return _houses([leaf for node in (request.query, *request.filters) for leaf in _leaves(node)])


def _coverages(info: IndexInfo, conditions: _Conditions) -> list[HouseCoverage]:
    return [coverage for house, coverage in house_coverages(info).items() if house in conditions.houses]


def covered_sentence(coverages: Sequence[HouseCoverage]) -> str:
    """Say from which day to which the index has questions of each House."""
    parts = [
        f"{coverage.house} questions tabled {_days(coverage.first_tabled, coverage.last_tabled)}"
        f"{', with gaps' if coverage.has_gaps else ''}"
        for coverage in coverages
        if coverage.first_tabled and coverage.last_tabled
    ]
    undated = [coverage for coverage in coverages if not coverage.first_tabled]
    parts += [
        f"{counted(coverage.records, f'{coverage.house} question')}{_UNDATED}"
        if coverage.records
        else f"no {coverage.house} questions"
        for coverage in undated
    ]
    return f"Our data has {'; '.join(parts)}."


def _days(first: date, last: date) -> str:
    return f"on {long_date(first)}" if first == last else f"from {long_date(first)} to {long_date(last)}"


def period_in_words(period: Period) -> str:
    """Return a period in words: ``2019``, ``2019 to 2021``, ``May 2024`` or ``May 2024 to June 2025``."""
    first, last = period
    if first.endswith("-01") and last.endswith("-12"):
        return first[:4] if first[:4] == last[:4] else f"{first[:4]} to {last[:4]}"
    return _month_in_words(first) if first == last else f"{_month_in_words(first)} to {_month_in_words(last)}"


def missing_periods(months: Sequence[str], first: str, last: str) -> tuple[Period, ...]:
    """Return the periods from the month ``first`` to ``last`` that have none of the sorted ``months``."""
    periods: list[Period] = []
    start = first
    for month in months:
        if first <= month <= last:
            if start < month:
                periods.append((start, _neighbour(month, -1)))
            start = _neighbour(month, 1)
    return (*periods, (start, last)) if start <= last else tuple(periods)


def _conditions(nodes: Sequence[Node]) -> _Conditions:
    leaves = [leaf for node in nodes for leaf in _leaves(node)]
    periods = [span for field in _CALENDAR_FIELDS for value in _values(leaves, field) if (span := _period(value))]
    return _Conditions(
        _houses(leaves),
        tuple(_values(leaves, "uin")),
        (*_spans(leaves, "tabled"), *periods)[:MAX_SPANS],
        _spans(leaves, "answered-on")[:MAX_SPANS],
    )


def _houses(leaves: Sequence[Node]) -> tuple[House, ...]:
    """Return the Houses that a search names; if it names none, those whose UINs it names, or all."""
    all_houses: tuple[House, ...] = get_args(House)
    uins, houses = _values(leaves, "uin"), _values(leaves, "house")
    if houses:
        return tuple(house for house in all_houses if house in houses)
    is_lords = [uin.upper().startswith(_LORDS_PREFIX) for uin in uins]
    return tuple(house for house in all_houses if (house == "Lords") in is_lords) if uins else all_houses


def _leaves(node: Node) -> Iterator[Node]:
    """Yield the nodes without children, less those under a ``Not``."""
    if isinstance(node, Not):
        return
    child_nodes = children(node)
    if not child_nodes:
        yield node
    for child in child_nodes:
        yield from _leaves(child)


def _values(leaves: Sequence[Node], field: str) -> list[str]:
    return [value for leaf in leaves if isinstance(leaf, AnyOf) and leaf.field == field for value in leaf.values]


def _spans(leaves: Sequence[Node], field: str) -> tuple[DateSpan, ...]:
    return tuple((leaf.start, leaf.end) for leaf in leaves if isinstance(leaf, DateRange) and leaf.field == field)


def _period(value: str) -> DateSpan | None:
    try:
        return parse_period(value)
    except ValueError:
        return None


def _span_notes(span: DateSpan, coverages: Sequence[HouseCoverage], *, has_results: bool) -> Iterator[str]:
    """Yield a note for each House with missing questions in the span; one note if it is the same for all Houses."""
    notes = {coverage.house: _span_note(span, coverage, has_results=has_results) for coverage in coverages}
    if len(notes) == len(get_args(House)) and len(set(notes.values())) == 1:
        notes = {house: note.replace("{house} ", "") for house, note in list(notes.items())[:1]}
    yield from (note.format(house=house) for house, note in notes.items() if note)


def _span_note(span: DateSpan, coverage: HouseCoverage, *, has_results: bool) -> str:
    """Return a sentence on the questions of a span that the index lacks; "" for none. ``{house}`` is replaced by the House."""
    start, end = span
    first, last = coverage.first_tabled, coverage.last_tabled
    if first is None or last is None:
        return "Our data has no {house} questions with a date tabled."
    if start and start > last:
        return f"Our data has no {{house}} questions tabled after {long_date(last)}."
    if end and end < first:
        return f"Our data has no {{house}} questions tabled before {long_date(first)}."
    first_month = _month_of(start) if start else coverage.months[0].month
    last_month = _month_of(end) if end else max(coverage.months[-1].month, first_month)
    months = [entry.month for entry in coverage.months if entry.tabled]
    if periods := missing_periods(months, first_month, last_month):
        return f"Our data has no {{house}} questions tabled in {_periods_in_words(periods)}."
    if has_results:
        return ""
    inside = [entry for entry in coverage.months if first_month <= entry.month <= last_month]
    if len(inside) > MAX_PARTIAL_MONTHS or all(entry.verdict == "whole" for entry in inside):
        return ""
    period = period_in_words((first_month, last_month))
    return f"Our data has only some of the {{house}} questions tabled in {period}, or of their answers."


def _answer_notes(info: IndexInfo, spans: Sequence[DateSpan]) -> Iterator[str]:
    """Yield a note if a search is for answers newer than the newest answer of the index."""
    newest = info.newest_answer
    if newest and any(start is not None and start > newest for start, _ in spans):
        yield f"Our data has no answers given after {long_date(newest)}."


def _periods_in_words(periods: Sequence[Period]) -> str:
    names = [period_in_words(period) for period in periods[:MAX_PERIODS]]
    if others := len(periods) - len(names):
        names.append(counted(others, "other period"))
    return listed(names)


def _month_in_words(month: str) -> str:
    return f"{MONTH_NAMES[int(month[5:])]} {month[:4]}"


def _month_of(day: date) -> str:
    return day.isoformat()[:7]


@lru_cache(maxsize=2_048)  # the months of an index, each with both neighbours
def _neighbour(month: str, step: int) -> str:
    """Return the month before (-1) or after (1) a month."""
    months = int(month[:4]) * 12 + int(month[5:]) - 1 + step
    return f"{months // 12:04}-{months % 12 + 1:02}"
