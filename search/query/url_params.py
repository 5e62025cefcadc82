"""URL parameters <-> SearchRequest, both ways. Reading gathers every problem, so that none is dropped silently.

``q`` is the text. A field's name gives a value of the field, repeated for alternative values. ``NAME-from`` and ``NAME-to``
bound a date, inclusive. ``has`` and ``lacks`` name a field that must have a value, or must have none. ``as-typed=yes`` turns
spelling correction and synonyms off, ``feedback=no`` turns feedback off, ``meaning=no`` ranks by words only, ``words=all``
requires every word, ``people=no`` reads names of members as words, ``references=no`` references to questions, ``draft=no``
searches for the words of a whole question, ``collapse`` names a field to collapse by; ``sort``, ``page`` and ``per`` (hits on
a page) are the rest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import get_args
from urllib.parse import quote_plus

from search.errors import BadRequest, Problem
from search.model.field_types import MAX_NUMBER, NO, YES, Field, Kind, number_value
from search.model.fields import FIELDS
from search.query.nodes import AnyOf, DateRange, Exists, Filter
from search.query.parser import parse
from search.query.request import DEFAULT_PAGE_SIZE, PAGE_SIZES, SearchRequest, Sort
from search.query.validation import not_collapsible, unknown_field
from search.text import dates
from search.text.numbers import whole_number
from search.text.quotation import quoted

MAX_VALUES = 100
"""The most values of one parameter."""

MAX_PAGE = 10_000_000
"""The greatest number of a page."""

MAX_CACHED_TEXTS = 256
"""Capacity of the cache of encoded texts: those of a few pages."""

TRACKER_PREFIXES = ("utm_", "fbclid", "gclid", "dclid", "msclkid", "mc_", "_ga")
"""The beginnings of the names of parameters that newsletters and social networks add to the addresses that people share."""

MOST, ALL = "most", "all"
"""Values of ``words``: results have most of the words of the search, or all of them."""

SWITCHES = ("feedback", "meaning", "people", "references", "draft")
"""Attributes of a request that are on unless a parameter of the same name is ``no``."""

_IS_PLAIN = re.compile(r"[A-Za-z0-9_.~ -]*").fullmatch
"""Whether a text has nothing that must be encoded in an address (RFC 3986, 2.3), except spaces."""

_FIELD_OF = {
    f"{field.name}{ending}": field.name
    for field in FIELDS.values()
    if field.has_values
    for ending in (("", "-from", "-to") if field.kind is Kind.DATE else ("",))
}
"""Each parameter that filters by a field, with the field."""

SINGLE_VALUED = frozenset(("sort", "page", "per", "as-typed", *SWITCHES, "words", "collapse")) | {
    name for name, field in _FIELD_OF.items() if FIELDS[field].kind is Kind.DATE
}
"""Parameters with one value: two different values would contradict each other."""

PARAMETERS = frozenset((*SINGLE_VALUED, "q", "has", "lacks", *_FIELD_OF))
"""Every parameter that a search has."""

Pairs = Iterable[tuple[str, str]]
"""The names and values of URL parameters, in order, decoded."""


def read(pairs: Pairs) -> SearchRequest:
    """Read a search request from URL parameters. Empty values count as absent; parameters that trackers add are ignored.

    Raises ``BadRequest`` with every problem found.
    """
    params: dict[str, list[str]] = defaultdict(list)
    for name, value in without_trackers(pairs):
        if value.strip():
            params[name].append(value.strip())
    problems = list(_repetition_problems(params))
    filters = _filters(params, problems)
    sort = _sort(params.get("sort", ["relevance"])[-1], problems)
    collapse_by = _collapse_by(params, problems)
    page = _whole_number("page", params, 1, problems)
    per_page = _whole_number("per", params, DEFAULT_PAGE_SIZE, problems)
    if per_page not in PAGE_SIZES:
        problems.append(Problem("per", f"Show {', '.join(map(str, PAGE_SIZES))} results on a page, not {per_page}."))
    as_typed = _choice("as-typed", params, (NO, YES), problems)
    switches = {name: _choice(name, params, (YES, NO), problems) == YES for name in SWITCHES}
    words = _choice("words", params, (MOST, ALL), problems)
    if problems:
        raise BadRequest(tuple(problems))
    text = " ".join(params.get("q", ()))
    parsed = parse(text, references=switches["references"])
    return SearchRequest(
        text,
        parsed.tree,
        parsed.problems,
        parsed.ignored_words,
        filters,
        sort=sort,
        page=page,
        per_page=per_page,
        as_typed=as_typed == YES,
        feedback=switches["feedback"],
        meaning=switches["meaning"],
        people=switches["people"],
        references=switches["references"],
        draft=switches["draft"],
        collapse_by=collapse_by,
        all_words=words == ALL,
    )


def without_trackers(pairs: Pairs) -> list[tuple[str, str]]:
    """Return the parameters without those that trackers add to shared addresses."""
    return [(name, value) for name, value in pairs if not name.startswith(TRACKER_PREFIXES)]


def write(request: SearchRequest) -> list[tuple[str, str]]:
    """Return the parameters that ``read`` turns into this request, always in the same order, without default values.

    Facets, sort keys, ``offset`` and ``clauses`` have no parameter: a request that has them is written without them.
    """
    pairs = [("q", request.text)] if request.text else []
    pairs += write_filters(request.filters)
    if isinstance(request.sort, str) and request.sort != "relevance":
        pairs.append(("sort", request.sort))
    if request.as_typed:
        pairs.append(("as-typed", YES))
    pairs += [(name, NO) for name in SWITCHES if not getattr(request, name)]
    if request.all_words:
        pairs.append(("words", ALL))
    if request.collapse_by is not None:
        pairs.append(("collapse", request.collapse_by))
    if request.per_page != DEFAULT_PAGE_SIZE:
        pairs.append(("per", str(request.per_page)))
    if request.page > 1:
        pairs.append(("page", str(request.page)))
    return pairs


def write_filters(filters: Iterable[Filter]) -> list[tuple[str, str]]:
    """Return the parameters of filters."""
    pairs = []
    for clause in filters:
        match clause:
            case AnyOf(field, values):
                is_number = FIELDS[field].kind is Kind.NUMBER
                pairs += [(field, FIELDS[field].value_label(value) if is_number else value) for value in values]
            case DateRange(field, start, end):
                pairs += [(f"{field}-from", start.isoformat())] if start else []
                pairs += [(f"{field}-to", end.isoformat())] if end else []
            case Exists(field, present):
                pairs.append(("has" if present else "lacks", field))
    return pairs


def query_string(pairs: Pairs) -> str:
    """Return the parameters encoded as ``urllib.parse.urlencode`` does, but faster.

    Most texts need no encoding, and the text of a search is encoded once for all links of its page, up to 343 of them.
    """
    return "&".join([f"{_encoded(name)}={_encoded(value)}" for name, value in pairs])


def _encoded(text: str) -> str:
    return text.replace(" ", "+") if _IS_PLAIN(text) else percent_encoded(text)


percent_encoded = lru_cache(MAX_CACHED_TEXTS)(quote_plus)
"""Returns a text encoded for a query string."""


def _repetition_problems(params: Mapping[str, list[str]]) -> Iterator[Problem]:
    for name, values in params.items():
        if len(values) > MAX_VALUES:
            yield Problem(name, f"Choose at most {MAX_VALUES} values of {name}. There are {len(values)}.")
    for name in params.keys() & SINGLE_VALUED:
        if len(set(params[name])) > 1:
            yield Problem(name, f"Give {name} once. It has {len(set(params[name]))} different values.")


def _filters(params: Mapping[str, list[str]], problems: list[Problem]) -> tuple[Filter, ...]:
    filters: list[Filter] = []
    named = {_FIELD_OF[name] for name in params if name in _FIELD_OF}
    for field in (field for name, field in FIELDS.items() if name in named):
        if field.kind is Kind.DATE:
            filters += _date_filter(field.name, params, problems)
        elif field.kind is Kind.NUMBER:
            filters += _number_filter(field, params, problems)
        else:
            values = tuple(dict.fromkeys(params[field.name]))
            filters.append(AnyOf(field.name, values))
            problems += [
                Problem(field.name, f"Choose one of {', '.join(field.choices)} as {field.noun}, not {quoted(value)}.")
                for value in values
                if field.choices and value not in field.choices
            ]
    for name, present in (("has", True), ("lacks", False)):
        for value in dict.fromkeys(params.get(name, ())):
            if value in FIELDS:
                filters.append(Exists(value, present))
            else:
                problems.append(Problem(name, unknown_field(value)))
    problems += [Problem(name, _unknown_parameter(name)) for name in params if name not in PARAMETERS]
    return tuple(filters)


def _date_filter(name: str, params: Mapping[str, list[str]], problems: list[Problem]) -> list[Filter]:
    """Return the filter of a date field, if it has parameters.

    ``NAME`` is a year, month or day; ``NAME-from`` and ``NAME-to`` are bounds. The filter is where all of them overlap.
    """
    try:
        exact = dates.parse_date_range(params[name][-1]) if name in params else (None, None)
        starts = [day for day in (exact[0], _bound(f"{name}-from", params, 0)) if day]
        ends = [day for day in (exact[1], _bound(f"{name}-to", params, 1)) if day]
        start, end = max(starts, default=None), min(ends, default=None)
        dates.ordered_span(start, end)
    except ValueError as error:
        problems.append(Problem(name, f"{FIELDS[name].label}: {error}"))
        return []
    return [DateRange(name, start, end)] if start or end else []


def _number_filter(field: Field, params: Mapping[str, list[str]], problems: list[Problem]) -> list[Filter]:
    """Return the filter of a number, if it has parameters. Ranges are written in the text: ``days:>10``."""
    texts = dict.fromkeys(params.get(field.name, ()))
    numbers = {text: whole_number(text, 0, MAX_NUMBER) for text in texts}
    problems += [
        Problem(field.name, f"Enter a whole number from 0 to {MAX_NUMBER:,} as {field.noun}, not {quoted(text)}.")
        for text, number in numbers.items()
        if number is None
    ]
    values = tuple(dict.fromkeys(number_value(number) for number in numbers.values() if number is not None))
    return [AnyOf(field.name, values)] if values else []


def _bound(name: str, params: Mapping[str, list[str]], end: int) -> date | None:
    """Return the first day (``end`` 0) or the last day (``end`` 1) of the period that a parameter gives."""
    return dates.parse_period(params[name][-1])[end] if name in params else None


def _sort(value: str, problems: list[Problem]) -> Sort:
    for sort in get_args(Sort):
        if value == sort:
            return sort  # type: ignore[no-any-return]
    problems.append(Problem("sort", f"Sort by {', '.join(get_args(Sort))}, not by {quoted(value)}."))
    return "relevance"


def _choice(name: str, params: Mapping[str, list[str]], choices: tuple[str, ...], problems: list[Problem]) -> str:
    """Return the parameter's value, which must be one of ``choices``; the first choice when it is absent."""
    if name not in params:
        return choices[0]
    value = params[name][-1]
    if value not in choices:
        problems.append(Problem(name, f"Set {name} to {' or '.join(choices)}, not {quoted(value)}."))
    return value


def _collapse_by(params: Mapping[str, list[str]], problems: list[Problem]) -> str | None:
    if "collapse" not in params:
        return None
    name = params["collapse"][-1]
    if name not in FIELDS or not FIELDS[name].is_collapsible:
        problems.append(Problem("collapse", not_collapsible(name)))
    return name


def _whole_number(name: str, params: Mapping[str, list[str]], default: int, problems: list[Problem]) -> int:
    if name not in params:
        return default
    value = params[name][-1]
    number = whole_number(value, 1, MAX_PAGE)
    if number is not None:
        return number
    problems.append(Problem(name, f"Enter a whole number from 1 to {MAX_PAGE:,} as {name}, not {quoted(value)}."))
    return default


def _unknown_parameter(name: str) -> str:
    return f"There is no filter called {quoted(name)}. Remove it from the address."
