"""A search request: everything an engine needs to execute a search, and a page needs to show the search again."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from search.errors import Problem
from search.query.nodes import AnyOf, Filter, MatchAll, Node

Sort = Literal["relevance", "newest", "oldest", "newest-answered", "oldest-answered"]
"""A named order. Records with equal scores or days are in tie-break order."""

PAGE_SIZES = (10, 20, 50, 100)
"""The numbers of hits on a page that a reader can choose."""

DEFAULT_PAGE_SIZE = 20
MATCH_ALL = MatchAll()


class FacetRequest(msgspec.Struct, frozen=True):
    """Request the facet of one field: its first ``limit`` values that contain the text ``containing``, and all selected values.

    A value also contains a text of several words if it has words that begin with them, in any order.
    The most frequent values come first; for a ``chronological`` field, the latest.
    """

    field: str
    limit: int = 5
    containing: str = ""


class SortKey(msgspec.Struct, frozen=True):
    """Sort by a field in code point order. A record is sorted by its least value; without a value it is last.

    ``otherwise`` are fields of days, as ``field`` is then: a record without a day there is sorted by the first that it has.
    """

    field: str
    descending: bool = False
    otherwise: tuple[str, ...] = ()


BEST_DAY = SortKey("tabled", otherwise=("answered-on", "held-on", "due"))
"""The best day known of a record, oldest first: some sources give the day of the answer alone."""


class SearchRequest(msgspec.Struct, frozen=True, cache_hash=True):
    """One page of a search: the query, its filters, its order and what to return.

    ``query`` is the tree that ``parse`` returns for ``text``, with its ``problems`` and ``ignored_words``. Records must match
    all ``filters``; alternative values of one field are in a single ``AnyOf``. ``sort`` is a named order, or a tuple
    of sort keys, most significant first.

    ``page`` counts from 1; a page has ``per_page`` hits: 0 if only the total and the facets are needed, which takes no scores.
    Page 1 begins after the first ``offset`` hits, which are on no page. Without ``with_scores``, hits that are not sorted by
    relevance have no scores (0).
    ``as_typed`` turns off spelling correction and synonyms. ``feedback`` False turns off pseudo-relevance feedback, and
    ``meaning`` False ranking by meaning. ``people`` False reads names of members as words, ``references`` False references to
    questions; ``draft`` False searches for the words of a whole question.

    ``clauses`` are parts of the query; each hit says which of them it does not match. ``all_words`` requires every clause.

    ``collapse_by`` names a field: of the records with the same value, only the first in sort order is a hit. Records
    without a value are not collapsed. Facets count every record.
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
    with_scores: bool = True
    offset: int = 0
    as_typed: bool = False
    feedback: bool = True
    meaning: bool = True
    people: bool = True
    references: bool = True
    draft: bool = True
    collapse_by: str | None = None
    clauses: tuple[Node, ...] = ()
    all_words: bool = False

    @property
    def takes_scores(self) -> bool:
        """Whether the hits have scores: they are asked for, or sorted by."""
        return self.with_scores or self.sort == "relevance"

    def filters_on(self, field: str) -> tuple[Filter, ...]:
        """Return the filters on one field."""
        return tuple(clause for clause in self.filters if clause.field == field)

    def filters_except(self, field: str) -> tuple[Filter, ...]:
        """Return the filters without the ``AnyOf`` filters on one field. The facet of that field is counted with them."""
        return tuple(clause for clause in self.filters if not (isinstance(clause, AnyOf) and clause.field == field))

    def without_filters(self, *dropped: Filter) -> SearchRequest:
        """Return the first page of the same search without these filters."""
        return replace(self, filters=tuple(clause for clause in self.filters if clause not in dropped), page=1)
