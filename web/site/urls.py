"""Builds every address of the site from the search or the record that it shows. ``url_params`` reads addresses back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from search.model.parliament import RESOURCES_URI
from search.query import url_params
from search.query.nodes import AnyOf, DateRange, Filter
from search.query.request import DEFAULT_PAGE_SIZE, SearchRequest

Pairs = list[tuple[str, str]]

_IS_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch
"""Matches a text that needs no percent-encoding in a path (RFC 3986, 2.3)."""


class SimilarParams(msgspec.Struct, frozen=True, cache_hash=True):
    """The parameters of a search for questions similar to a record.

    Words of ``dropped`` are left out of the key terms, those of ``added`` are added. ``filters`` apply if ``within_filters``;
    otherwise they are only passed on in links. ``unlike_ids`` are excluded records, ``same_fields`` the fields whose value
    must be the record's own; ``later_only`` admits only questions tabled after it. Without ``meaning``,
    only words rank.
    """

    filters: tuple[Filter, ...] = ()
    dropped: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    within_filters: bool = False
    unlike_ids: tuple[str, ...] = ()
    same_fields: tuple[str, ...] = ()
    later_only: bool = False
    meaning: bool = True


def home() -> str:
    """The first page."""
    return "/"


def json(page: str) -> str:
    """The address of a page's JSON: ``.json`` follows the path."""
    path, mark, query = page.partition("?")
    return f"{'/index' if path == '/' else path}.json{mark}{query}"


def markdown(page: str) -> str:
    """The address of a page's Markdown: ``.md`` follows the path."""
    path, mark, query = page.partition("?")
    return f"{path}.md{mark}{query}"


def search(request: SearchRequest) -> str:
    """The results of a search."""
    return _with_query("/search", _search_query(request))


def canonical_search(request: SearchRequest) -> str:
    """Return the one address of a page of results: its parameters are sorted."""
    return _address("/search", sorted(url_params.write(request)))


def text_search(text: str) -> str:
    """The results of a search for a text, without filters."""
    return search(SearchRequest(text))


def filter_search(*filters: Filter) -> str:
    """The results of a search with these filters and no text."""
    return _address("/search", url_params.write_filters(filters))


def value_search(field: str, value: str) -> str:
    """Every record with this value in a field."""
    return filter_search(AnyOf(field, (value,)))


def uncollapsed_search(request: SearchRequest, field: str, value: str) -> str:
    """Every record of a search with this value, none of them collapsed."""
    filters = (*request.filters_except(field), AnyOf(field, (value,)))
    return search(replace(request, filters=filters, page=1, collapse_by=None))


def results_page(request: SearchRequest, number: int) -> str:
    """Another page of the same results."""
    query = _search_query(_first_page(request))
    return _with_query("/search", f"{query}{'&' * bool(query)}page={number}" if number > 1 else query)


def date_searches(request: SearchRequest, field: str, spans: Iterable[tuple[date, date]]) -> list[str]:
    """The results of a search limited to each of some spans of days, in place of its own days of the field.

    The address is written once, as a chart has many of them.
    """
    others = tuple(active for active in request.filters if not (isinstance(active, DateRange) and active.field == field))
    ends = _days(field, date.min, date.max)
    before, _, after = search(replace(request, filters=(*others, DateRange(field, date.min, date.max)), page=1)).partition(ends)
    return [f"{before}{_days(field, first, last)}{after}" for first, last in spans]


def search_without(request: SearchRequest, *filters: Filter) -> str:
    """The results of a search without these filters."""
    return search(request.without_filters(*filters))


def request_without_value(request: SearchRequest, filter_: AnyOf, value: str) -> SearchRequest:
    """Return the search without one value of a filter."""
    values = tuple(other for other in filter_.values if other != value)
    if not values:
        return request.without_filters(filter_)
    filters = tuple(AnyOf(filter_.field, values) if current == filter_ else current for current in request.filters)
    return replace(request, filters=filters, page=1)


def facet_values(field: str, request: SearchRequest) -> str:
    """All values of a field among the results of a search."""
    return _with_query(f"/search/values/{field}", _search_query(_first_page(request)))


def record(id: str, request: SearchRequest | None = None, position: int = 0) -> str:
    """A record; with a search, the record at a position among its results, counted from 1."""
    path = f"/questions/{_segment(id)}"
    if request is None:
        return path
    query = _search_query(_first_page(request))
    return f"{path}?{query}&at={position}" if query else f"{path}?at={position}"


def record_with_params(id: str, params: Iterable[tuple[str, str]], subpage: str = "") -> str:
    """A record, or a subpage such as ``/score``, with only these parameters."""
    return _address(f"/questions/{_segment(id)}{subpage}", list(params))


def score(id: str, request: SearchRequest) -> str:
    """The explanation of a record's score in a search."""
    return _with_query(f"/questions/{_segment(id)}/score", _search_query(request))


def similar(id: str, params: SimilarParams, page: int = 1) -> str:
    """The questions similar to a record."""
    return _with_query(f"/questions/{_segment(id)}/similar", _similar_query(params, page))


def chain(kind: str, id: str, ending: str = "") -> str:
    """The thread, set or series of a record; ``ending`` such as ``.csv`` for the same as a file."""
    return record_with_params(id, (), f"/{kind}{ending}")


def earlier_questions(text: str, *, as_typed: bool = False, meaning: bool = True) -> str:
    """The earlier questions nearest to a draft."""
    pairs = [("text", text)] if text else []
    pairs += [("as-typed", "yes")] if as_typed else []
    pairs += [] if meaning else [("meaning", "no")]
    return _address("/asked", pairs)


def export(request: SearchRequest, ending: str) -> str:
    """Every record of a search as a file of the format with this ending."""
    return _with_query(f"/export.{ending}", _search_query(_first_page(request, DEFAULT_PAGE_SIZE)))


def reference(id: str, ending: str) -> str:
    """A record as a reference, in the format with this ending."""
    return f"{record(id)}.{ending}"


def trends(texts: Iterable[str], filters: SearchRequest, length: str = "", measure: str = "", ending: str = "") -> str:
    """Searches over time, under the filters of a search; ``ending`` such as ``.csv`` for the same as a file."""
    search = SearchRequest(
        filters=filters.filters, as_typed=filters.as_typed, people=filters.people, references=filters.references
    )
    pairs = [("q", text) for text in texts] + url_params.write(search)
    pairs += [("period", length)] if length else []
    pairs += [("measure", measure)] if measure else []
    return _address(f"/trends{ending}", pairs)


def rising(window: str = "") -> str:
    """The words and headings that rise in the last week or month."""
    return _address("/rising", [("window", window)] if window else [])


def clock(house: str = "", month: str = "", body: str = "", by: str = "", ending: str = "") -> str:
    """How long answers take, of a House, in a month, by a body; ``ending`` such as ``.csv`` for the same as a file."""
    pairs = [(name, value) for name, value in (("house", house), ("month", month), ("body", body), ("by", by)) if value]
    return _address(f"/clock{ending}", pairs)


def with_params(address: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return an address with more parameters, such as days that depend on when it is opened: ``this week``."""
    return f"{address}{'&' if '?' in address else '?'}{url_params.query_string(pairs)}"


def answer_tables(id: str) -> str:
    """The tables of an answer as CSV."""
    return f"{record(id)}/tables.csv"


def people(find: str = "", letter: str = "") -> str:
    """The members under a letter, or those that a name finds."""
    return _address("/people", [("find", find)] if find else [("letter", letter)] if letter else [])


def person(key: str, role: str = "", ending: str = "") -> str:
    """A member by ``Member.key``, as asker or as minister; ``ending`` such as ``.csv`` for the same as a file."""
    path = f"/people/{_segment(key)}{ending}"
    return _address(path, [("role", role)]) if role else path


def bodies() -> str:
    """All answering bodies."""
    return "/bodies"


def body(key: str, ending: str = "") -> str:
    """An answering body by ``BodyEntry.key``; ``ending`` such as ``.csv`` for the same as a file."""
    return f"/bodies/{_segment(key)}{ending}"


def coverage() -> str:
    """The coverage of the index."""
    return "/coverage"


def without_page_params(request: SearchRequest) -> SearchRequest:
    """Return the search without its order, page, page size and collapsing."""
    return SearchRequest(request.text, filters=request.filters, as_typed=request.as_typed, people=request.people)


def feed(request: SearchRequest) -> str:
    """The feed of a search, which has one order and one page."""
    return _address("/search.atom", url_params.write(without_page_params(request)))


def changes(kind: str, request: SearchRequest) -> str:
    """The changes of one kind among the records of a search."""
    paged = replace(without_page_params(request), page=request.page, per_page=request.per_page)
    return _address("/changes", [("kind", kind), *url_params.write(paged)])


def changes_feed(kind: str, request: SearchRequest) -> str:
    """The feed of the changes of one kind among the records of a search."""
    return _address("/changes.atom", [("kind", kind), *url_params.write(without_page_params(request))])


def sitemap(year: str, number: int) -> str:
    """Return the address of a file of the sitemap."""
    return f"/sitemaps/{year}-{number}.xml"


def record_uri(id: str) -> str:
    """The URI of a record in Parliament's Linked Data API. It is the same on every site."""
    return f"{RESOURCES_URI}{id}"


def linked_data_item(id: str) -> str:
    """A record in the Linked Data API."""
    return f"/resources/{_segment(id)}"


def official_item(id: str) -> str:
    """A record in the official API."""
    return f"/api/writtenquestions/questions/{_segment(id)}"


def help_topic(topic: str = "") -> str:
    """A topic of the help, or its contents."""
    return f"/help/{topic}" if topic else "/help"


@lru_cache(maxsize=32)
def _search_query(request: SearchRequest) -> str:
    """The parameters of a search, written once for all links of a page that lead back to it."""
    return url_params.query_string(url_params.write(request))


@lru_cache(maxsize=8)
def _first_page(request: SearchRequest, per_page: int = 0) -> SearchRequest:
    return replace(request, page=1, per_page=per_page or request.per_page)


@lru_cache(maxsize=8)
def _similar_query(params: SimilarParams, page: int) -> str:
    """The parameters of a search for similar questions, written once for all hits of a page."""
    pairs = [("drop", word) for word in params.dropped] + [("add", word) for word in params.added]
    pairs += [("unlike", unlike_id) for unlike_id in params.unlike_ids] + [("same", field) for field in params.same_fields]
    pairs += [("later", "yes")] if params.later_only else []
    pairs += [("within", "yes")] if params.within_filters else []
    pairs += [] if params.meaning else [("meaning", "no")]
    pairs += url_params.write_filters(params.filters)
    pairs += [("page", str(page))] if page > 1 else []
    return url_params.query_string(pairs)


@lru_cache(maxsize=1_024)  # the spans of the charts of a few indices
def _days(field: str, first: date, last: date) -> str:
    return f"{field}-from={first.isoformat()}&{field}-to={last.isoformat()}"


def _address(path: str, pairs: Pairs) -> str:
    return _with_query(path, url_params.query_string(pairs))


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _segment(text: str) -> str:
    """Return a text as one segment of a path."""
    return text if _IS_PLAIN(text) else quote(text, safe="")
