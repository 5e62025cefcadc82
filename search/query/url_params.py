"""URL parameters <-> SearchRequest, both ways. Every problem is gathered; nothing is dropped in silence.

``q`` is the text; a field's name gives a value of it, as often as values are wanted; ``NAME-from`` and ``NAME-to`` bound a
date, both days included; ``has`` and ``lacks`` ask whether a field has a value at all; ``as-typed=yes`` has no word mean more
than it says; ``feedback=no`` ranks a long text by its own words alone; ``fold`` names a field to fold records by; ``sort``,
``page`` and ``per`` the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import get_args

from search.errors import BadRequest, Problem
from search.model.fields import FIELDS, NO, YES, Kind, not_collapsible, unknown_field
from search.query.nodes import AnyOf, DateRange, Exists, Filter
from search.query.parser import parse
from search.query.request import DEFAULT_PAGE_SIZE, PAGE_SIZES, SearchRequest, Sort
from search.text import dates
from search.text.numbers import whole_number

MAX_VALUES = 100
MAX_PAGE = 10_000_000
_TRACKER_PREFIXES = ("utm_", "fbclid", "gclid")
_OWN_PARAMETERS = ("q", "sort", "page", "per", "has", "lacks", "as-typed", "feedback", "collapse")

Pairs = Iterable[tuple[str, str]]


def read(pairs: Pairs) -> SearchRequest:
    """Read a search from the parameters of an address. Empty values count as absent; those that trackers add are ignored.

    Raises ``BadRequest`` with every problem found.
    """
    given: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        if value.strip() and not name.startswith(_TRACKER_PREFIXES):
            given[name].append(value.strip())
    problems: list[Problem] = []
    for name, values in given.items():
        if len(values) > MAX_VALUES:
            problems.append(Problem(name, f"{name} is given {len(values)} times; at most {MAX_VALUES} are read."))
    for name in given.keys() & SINGLE_VALUED:
        if len(set(given[name])) > 1:
            problems.append(Problem(name, f"{name} is given {len(given[name])} times with different values; give it once."))
    filters = _filters(given, problems)
    sort = _sort(given.get("sort", ["relevance"])[-1], problems)
    fold = _collapse_by(given, problems)
    page = _whole_number("page", given, 1, problems)
    per_page = _whole_number("per", given, DEFAULT_PAGE_SIZE, problems)
    if per_page not in PAGE_SIZES:
        problems.append(Problem("per", f"A page holds {', '.join(map(str, PAGE_SIZES))} results, not {per_page}."))
    as_typed = _choice("as-typed", given, (NO, YES), problems)
    feedback = _choice("feedback", given, (YES, NO), problems)
    if problems:
        raise BadRequest(tuple(problems))
    text = " ".join(given.get("q", ()))
    reading = parse(text)
    return SearchRequest(
        text,
        reading.tree,
        reading.problems,
        reading.ignored_words,
        filters,
        sort=sort,
        page=page,
        per_page=per_page,
        as_typed=as_typed == YES,
        feedback=feedback == YES,
        collapse_by=fold,
    )


def write(request: SearchRequest) -> list[tuple[str, str]]:
    """The parameters that ``read`` turns into this request, in one settled order, defaults left out.

    A request sorted by any fields, or with records skipped, which no address of this form can say, is written without.
    """
    pairs = [("q", request.text)] if request.text else []
    pairs += write_filters(request.filters)
    if isinstance(request.sort, str) and request.sort != "relevance":
        pairs.append(("sort", request.sort))
    if request.as_typed:
        pairs.append(("as-typed", YES))
    if not request.feedback:
        pairs.append(("feedback", NO))
    if request.collapse_by is not None:
        pairs.append(("collapse", request.collapse_by))
    if request.per_page != DEFAULT_PAGE_SIZE:
        pairs.append(("per", str(request.per_page)))
    if request.page > 1:
        pairs.append(("page", str(request.page)))
    return pairs


def write_filters(filters: Iterable[Filter]) -> list[tuple[str, str]]:
    """The parameters of filters alone."""
    pairs = []
    for each in filters:
        match each:
            case AnyOf(field, values):
                pairs += [(field, value) for value in values]
            case DateRange(field, start, end):
                pairs += [(f"{field}-from", start.isoformat())] if start else []
                pairs += [(f"{field}-to", end.isoformat())] if end else []
            case Exists(field, present):
                pairs.append(("has" if present else "lacks", field))
    return pairs


def _filters(given: Mapping[str, list[str]], problems: list[Problem]) -> tuple[Filter, ...]:
    found: list[Filter] = []
    for field in FIELDS.values():
        if field.kind is Kind.DATE:
            found += _date_filter(field.name, given, problems)
        elif field.has_values and field.name in given:
            values = tuple(dict.fromkeys(given[field.name]))
            found.append(AnyOf(field.name, values))
            problems += [
                Problem(field.name, f"{field.label} is one of {', '.join(field.choices)}, not {value!r}.")
                for value in values
                if field.choices and value not in field.choices
            ]
    for name, present in (("has", True), ("lacks", False)):
        for value in dict.fromkeys(given.get(name, ())):
            if value in FIELDS:
                found.append(Exists(value, present))
            else:
                problems.append(Problem(name, unknown_field(value)))
    problems += [Problem(name, _unknown_parameter(name)) for name in given if name not in PARAMETERS]
    return tuple(found)


def _date_filter(name: str, given: Mapping[str, list[str]], problems: list[Problem]) -> list[Filter]:
    """The filter of a date field: ``NAME`` is a whole year, month or day, ``NAME-from`` and ``NAME-to`` are bounds."""
    try:
        exact = dates.parse_date_range(given[name][-1]) if name in given else (None, None)
        starts = [day for day in (exact[0], _bound(f"{name}-from", given, 0)) if day]
        ends = [day for day in (exact[1], _bound(f"{name}-to", given, 1)) if day]
        start, end = max(starts, default=None), min(ends, default=None)
        dates.ordered_span(start, end)
    except ValueError as error:
        problems.append(Problem(name, f"{FIELDS[name].label}: {error}"))
        return []
    return [DateRange(name, start, end)] if start or end else []


def _bound(name: str, given: Mapping[str, list[str]], which: int) -> date | None:
    return dates.parse_period(given[name][-1])[which] if name in given else None


def _sort(value: str, problems: list[Problem]) -> Sort:
    for sort in get_args(Sort):
        if value == sort:
            return sort  # type: ignore[no-any-return]
    problems.append(Problem("sort", f"Results are sorted by {', '.join(get_args(Sort))}, not by {value!r}."))
    return "relevance"


def _choice(name: str, given: Mapping[str, list[str]], choices: tuple[str, ...], problems: list[Problem]) -> str:
    """One of several words; the first of them when none is given."""
    written = given.get(name, [choices[0]])[-1]
    if written not in choices:
        problems.append(Problem(name, f"{name} is {' or '.join(choices)}, not {written!r}."))
    return written


def _collapse_by(given: Mapping[str, list[str]], problems: list[Problem]) -> str | None:
    if "collapse" not in given:
        return None
    name = given["collapse"][-1]
    if name not in FIELDS or not FIELDS[name].is_collapsible:
        problems.append(Problem("collapse", not_collapsible(name)))
    return name


def _whole_number(name: str, given: Mapping[str, list[str]], default: int, problems: list[Problem]) -> int:
    written = given.get(name, [str(default)])[-1]
    number = whole_number(written, 1, MAX_PAGE)
    if number is not None:
        return number
    problems.append(Problem(name, f"{name} is a whole number from 1 to {MAX_PAGE:,}, not {written!r}."))
    return default


def _unknown_parameter(name: str) -> str:
    return f"There is no filter called {name!r}, so these results would not be what was asked for; take it out of the address."


SINGLE_VALUED = frozenset(("sort", "page", "per", "as-typed", "feedback", "collapse")) | {
    f"{field.name}{ending}" for field in FIELDS.values() if field.kind is Kind.DATE for ending in ("", "-from", "-to")
}
"""Parameters that mean one thing: two different values of one would contradict each other."""

PARAMETERS = SINGLE_VALUED | frozenset(_OWN_PARAMETERS) | {field.name for field in FIELDS.values() if field.has_values}
"""Every name an address may carry."""
