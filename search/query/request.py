"""A search, complete: everything an engine needs to answer it and a page needs to show it again."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from search.errors import Problem
from search.query.nodes import AnyOf, Filter, MatchAll, Node

Sort = Literal["relevance", "newest", "oldest", "newest-answered", "oldest-answered"]
PAGE_SIZES = (10, 20, 50, 100)
DEFAULT_PAGE_SIZE = 20
MATCH_ALL = MatchAll()


class FacetRequest(msgspec.Struct, frozen=True):
    """Ask for the values of one field: the ``limit`` foremost whose words include ``containing``, and every chosen one."""

    field: str
    limit: int = 5
    containing: str = ""


class SortKey(msgspec.Struct, frozen=True):
    """Order by the least value of a field as its characters sort; records without one come last either way."""

    field: str
    descending: bool = False


class SearchRequest(msgspec.Struct, frozen=True):
    """``query`` is ``text`` as read; ``problems`` what could not be used of it, ``ignored_words`` the words left out.

    ``page`` counts from 1, after the ``offset`` foremost records, which are on no page. Every filter holds; alternatives are the
    values of one ``AnyOf``. ``sort`` is one of the orders a reader is offered, or any fields, the foremost first. Hits come
    without passages when ``with_snippets`` is False. ``as_typed`` when its words are to mean no more than they say. Without
    ``feedback`` a long text is ranked by its own words alone.

    ``collapse_by`` names a field: of the records found that share a value of it, only the foremost in the order of the pages is a hit.
    Records without a value are never folded, and facets count every record.
    """

    text: str = ""
    query: Node = MATCH_ALL
    problems: tuple[Problem, ...] = ()
    ignored_words: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    facets: tuple[FacetRequest, ...] = ()
    sort: Sort | tuple[SortKey, ...] = "relevance"
    page: int = 1
    per_page: int = DEFAULT_PAGE_SIZE
    with_snippets: bool = True
    offset: int = 0
    as_typed: bool = False
    feedback: bool = True
    collapse_by: str | None = None

    def filters_on(self, field: str) -> tuple[Filter, ...]:
        """The filters on one field."""
        return tuple(each for each in self.filters if each.field == field)

    def filters_except(self, field: str) -> tuple[Filter, ...]:
        """Every filter but the values chosen of one field, which its facet is counted without."""
        return tuple(each for each in self.filters if not (isinstance(each, AnyOf) and each.field == field))

    def without_filters(self, *dropped: Filter) -> SearchRequest:
        """The same search from its first page, less these filters."""
        return replace(self, filters=tuple(each for each in self.filters if each not in dropped), page=1)
