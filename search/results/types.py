"""The results of a search, as plain data, never HTML.

They are msgspec structs, which are created several times faster than dataclasses: a page has several hundred. The garbage
collector does not track those that cannot be part of a reference cycle (``gc=False``).
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from search.model.month_counts import MonthCounts
from search.model.question import Question
from search.query.nodes import AnyOf, Node, Synonyms, TextClause
from search.query.request import SearchRequest


class Fragment(msgspec.Struct, frozen=True, gc=False):
    """A part of a text; ``highlighted`` if it matches the query."""

    text: str
    highlighted: bool = False


class Snippet(msgspec.Struct, frozen=True, gc=False):
    """An excerpt of one field around matches of the query, as fragments in order."""

    field: str
    fragments: tuple[Fragment, ...]


class Hit(msgspec.Struct, frozen=True):
    """One matching record on a page, with its score and its highlighted texts.

    ``score`` is the relevance score with the bonuses of rescoring; 0 if the request only filters or takes no scores.
    ``collapsed_count`` is the number of other matching records that are collapsed under this one. ``missing`` are the clauses
    of the request that the record does not match.
    """

    question: Question
    score: float
    heading: tuple[Fragment, ...]
    snippets: tuple[Snippet, ...]
    collapsed_count: int = 0
    missing: tuple[Node, ...] = ()


class Bucket(msgspec.Struct, frozen=True, gc=False):
    """One value of a facet and the number of matching records with it; ``selected`` if the request filters by it."""

    value: str
    count: int
    selected: bool = False


class Facet(msgspec.Struct, frozen=True, gc=False):
    """The values of one field among the matching records, counted without the filters on that field.

    ``buckets`` are the values listed; ``distinct`` is the number of all values with a matching record.
    """

    field: str
    buckets: tuple[Bucket, ...]
    distinct: int


class KeyTerm(msgspec.Struct, frozen=True):
    """A discriminative word of a text, in its form in the text. The first term of a list has the weight 1."""

    word: str
    weight: float


class FieldScore(msgspec.Struct, frozen=True):
    """The share of one field in the score of a clause, with its BM25F inputs.

    ``frequency`` is the number of occurrences in the field, ``length`` the number of words that the record has in the field,
    ``mean_length`` the average of all records, ``boost`` the weight of the field.
    """

    field: str
    frequency: int
    length: int
    mean_length: float
    boost: float
    score: float


class ScorePart(msgspec.Struct, frozen=True):
    """The part of a record's score that one clause of the query contributes.

    ``document_frequency`` is the number of records that match the clause; its ``idf`` follows from it. ``weight`` is the weight
    of the clause in the query. ``coordination`` is the factor by which an ``AtLeast`` rewards the share of its clauses that the
    record matches. ``score`` and the scores of ``fields`` include all three.
    """

    node: TextClause | Synonyms | AnyOf
    document_frequency: int
    idf: float
    weight: float
    coordination: float
    score: float
    fields: tuple[FieldScore, ...]


class SourceCounts(msgspec.Struct, frozen=True):
    """Counts of source records that are missing from an index, or incomplete, since its last complete build, updates included.

    ``rejected`` records could not be read. ``warned`` ones are indexed without a value that could not be read. ``uncounted``
    is the number of damaged files in which the records after the damage could not be counted.
    """

    rejected: int = 0
    warned: int = 0
    uncounted: int = 0


NOTHING_LEFT_OUT = SourceCounts()


class IndexInfo(msgspec.Struct, frozen=True, cache_hash=True):
    """What an index contains.

    ``tabled`` is the first and the last date on which a question in it was tabled. ``newest_answer`` is the last day of an
    answer, a holding answer or a correction. ``built_at`` says only when the index was written: the data may be much older.
    """

    build: str
    records: int
    built_at: datetime
    tabled: tuple[date, date] | None
    is_sample: bool
    newest_answer: date | None = None
    months: tuple[MonthCounts, ...] = ()
    source_counts: SourceCounts = NOTHING_LEFT_OUT

    @property
    def newest_activity(self) -> date | None:
        """The last day on which a question was tabled, answered or corrected; None if no record is dated."""
        days = (self.newest_answer, self.tabled[1] if self.tabled else None)
        return max((day for day in days if day), default=None)


class ResultPage(msgspec.Struct, frozen=True):
    """One page of hits, and the facets in the order of the request.

    ``total`` is the exact number of matching records, the same on every page. ``collapsed_total`` is that number less the
    records collapsed under another.
    """

    request: SearchRequest
    hits: tuple[Hit, ...]
    total: int
    collapsed_total: int
    facets: tuple[Facet, ...]
    info: IndexInfo

    @property
    def first_number(self) -> int:
        """The number of the first hit of the page, counted from 1 through all pages."""
        return (self.request.page - 1) * self.request.per_page + 1

    @property
    def pages(self) -> int:
        """The number of pages with hits. The first ``offset`` hits are on no page."""
        return -(-max(0, self.collapsed_total - self.request.offset) // self.request.per_page) if self.request.per_page else 0
