"""Every address of the site is made here, from the search or record it shows. Nothing here reads an address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import quote, urlencode

import msgspec
from msgspec.structs import replace

from search.model.parliament import RESOURCES_URI
from search.model.question import Question
from search.query import url_params
from search.query.nodes import AnyOf, DateRange, Filter
from search.query.request import DEFAULT_PAGE_SIZE, SearchRequest

OFFICIAL = "https://questions-statements.parliament.uk/written-questions/detail"

Pairs = list[tuple[str, str]]


class SimilarParams(msgspec.Struct, frozen=True):
    """A search for questions similar to a record.

    Words of ``dropped`` are left out of the key terms, those of ``added`` are added. ``filters`` apply if ``within_filters``;
    otherwise the address only carries them. ``unlike_ids`` are excluded records, ``same_fields`` the fields whose value must be
    the record's own; ``later_only`` admits only questions tabled after it.
    """

    question_id: str
    filters: tuple[Filter, ...] = ()
    dropped: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    within_filters: bool = False
    unlike_ids: tuple[str, ...] = ()
    same_fields: tuple[str, ...] = ()
    later_only: bool = False


def home() -> str:
    """The first page."""
    return "/"


def json(page: str) -> str:
    """The JSON of the page at an address: ``.json`` follows its path."""
    path, mark, query = page.partition("?")
    return f"{'/index' if path == '/' else path}.json{mark}{query}"


def search(request: SearchRequest) -> str:
    """The results of a search."""
    return _address("/search", url_params.write(request))


def text(words: str) -> str:
    """The results of a text alone."""
    return search(SearchRequest(words))


def filtered(*filters: Filter) -> str:
    """The results of filters alone."""
    return search(SearchRequest(filters=filters))


def value(field: str, of: str) -> str:
    """Every record with this value in a field."""
    return filtered(AnyOf(field, (of,)))


def uncollapsed(request: SearchRequest, field: str, of: str) -> str:
    """Every record of a search with this value, none of them collapsed."""
    return search(replace(request, filters=(*request.filters_except(field), AnyOf(field, (of,))), page=1, collapse_by=None))


def between(field: str, start: date | None, end: date | None) -> str:
    """Every record with a date between two days, both included."""
    return filtered(DateRange(field, start, end))


def page(request: SearchRequest, number: int) -> str:
    """Another page of the same results."""
    return search(replace(request, page=number))


def without(request: SearchRequest, *dropped: Filter) -> str:
    """The same search less some filters."""
    return search(request.without_filters(*dropped))


def without_value(request: SearchRequest, chosen: AnyOf, of: str) -> str:
    """The same search less one of a filter's values, its filters in the same order."""
    return search(less(request, chosen, of))


def less(request: SearchRequest, chosen: AnyOf, of: str) -> SearchRequest:
    """That search itself."""
    left = tuple(each for each in chosen.values if each != of)
    if not left:
        return request.without_filters(chosen)
    kept = tuple(AnyOf(chosen.field, left) if each == chosen else each for each in request.filters)
    return replace(request, filters=kept, page=1)


def values(field: str, request: SearchRequest) -> str:
    """All values of a field within a search."""
    return _address(f"/search/values/{field}", url_params.write(replace(request, page=1)))


def record(id: str, request: SearchRequest | None = None, at: int = 0) -> str:
    """A record; with a search, the record as the ``at``-th of its results, counted from 1."""
    within = [] if request is None else [*url_params.write(replace(request, page=1)), ("at", str(at))]
    return record_with(id, within)


def record_with(id: str, given: Iterable[tuple[str, str]], below: str = "") -> str:
    """A record with just these parameters, or an address ``below`` it."""
    return _address(f"/questions/{quote(id, safe='')}{below}", list(given))


def score(id: str, request: SearchRequest) -> str:
    """What a record's score in a search is made of."""
    return record_with(id, url_params.write(request), "/score")


def similar(params: SimilarParams, page: int = 1) -> str:
    """The questions similar to a record."""
    pairs = [("drop", word) for word in params.dropped] + [("add", word) for word in params.added]
    pairs += [("unlike", unlike_id) for unlike_id in params.unlike_ids] + [("same", field) for field in params.same_fields]
    pairs += [("later", "yes")] if params.later_only else []
    pairs += [("within", "yes")] if params.within_filters else []
    pairs += url_params.write_filters(params.filters)
    pairs += [("page", str(page))] if page > 1 else []
    return record_with(params.question_id, pairs, "/similar")


def earlier_questions(text: str, *, as_typed: bool = False) -> str:
    """The earlier questions nearest to a draft."""
    return _address("/asked", [*([("text", text)] if text else []), *([("as-typed", "yes")] if as_typed else [])])


def export(request: SearchRequest, ending: str) -> str:
    """Every record of a search as a file."""
    return _address(f"/export.{ending}", url_params.write(replace(request, page=1, per_page=DEFAULT_PAGE_SIZE)))


def reference(id: str, ending: str) -> str:
    """A record in a format to cite it by."""
    return f"{record(id)}.{ending}"


def coverage() -> str:
    """What the index holds."""
    return "/coverage"


def plain(request: SearchRequest) -> SearchRequest:
    """What a search finds, and nothing of how a page of it is ordered, folded or cut."""
    return SearchRequest(request.text, filters=request.filters, as_typed=request.as_typed)


def feed(request: SearchRequest) -> str:
    """The feed of a search, which has one order and one page."""
    return _address("/search.atom", url_params.write(plain(request)))


def changes(kind: str, request: SearchRequest) -> str:
    """What changed among the records of a search."""
    kept = replace(plain(request), page=request.page, per_page=request.per_page)
    return _address("/changes", [("kind", kind), *url_params.write(kept)])


def changes_feed(kind: str, request: SearchRequest) -> str:
    """The feed of that."""
    return _address("/changes.atom", [("kind", kind), *url_params.write(plain(request))])


def record_uri(id: str) -> str:
    """The URI that identifies a record, whichever site serves it."""
    return f"{RESOURCES_URI}{id}"


def linked_item(id: str) -> str:
    """A record in the Linked Data API."""
    return f"/resources/{quote(id, safe='')}"


def official_item(id: str) -> str:
    """A record in the official API."""
    return f"/api/writtenquestions/questions/{quote(id, safe='')}"


def help_topic(topic: str = "") -> str:
    """The help, or one topic of it."""
    return f"/help/{topic}" if topic else "/help"


def official(question: Question) -> str:
    """The page of a question at Parliament's own site; "" when its UIN or the day it was tabled is not known."""
    if not question.uin or question.tabled_on is None:
        return ""
    return f"{OFFICIAL}/{question.tabled_on.isoformat()}/{quote(question.uin, safe='')}"


def _address(path: str, pairs: Pairs) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path
