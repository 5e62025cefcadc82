"""What a search finds. Plain data, never HTML: a matching word is a run with ``highlighted`` set.

A page has several hundred of these, so they are made by ``msgspec``, whose classes are made several times sooner than others.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from search.model.question import Question
from search.query.nodes import AnyOf, Synonyms, TextClause
from search.query.request import SearchRequest


class Fragment(msgspec.Struct, frozen=True):
    """A stretch of text, marked when it is what the query looked for."""

    text: str
    highlighted: bool = False


class Snippet(msgspec.Struct, frozen=True):
    """A passage of one field, as runs."""

    field: str
    fragments: tuple[Fragment, ...]


class Hit(msgspec.Struct, frozen=True):
    """A record found. ``heading`` is its heading as runs; ``score`` is 0 when the search only filters.

    ``collapsed_count`` is how many other records found are folded under it.
    """

    question: Question
    score: float
    heading: tuple[Fragment, ...]
    snippets: tuple[Snippet, ...]
    collapsed_count: int = 0


class Bucket(msgspec.Struct, frozen=True):
    """A value and the number of records that have it."""

    value: str
    count: int
    selected: bool = False


class Facet(msgspec.Struct, frozen=True):
    """The values of a field among what was found, its own filters left out. ``distinct`` counts all values with a record."""

    field: str
    buckets: tuple[Bucket, ...]
    distinct: int


class KeyTerm(msgspec.Struct, frozen=True):
    """A word that tells a text from the others, as written in it, with its weight (the greatest is 1)."""

    word: str
    weight: float


class FieldScore(msgspec.Struct, frozen=True):
    """What a part of a search owes to one field: ``frequency`` times there, among ``length`` words where ``mean_length`` is usual.

    ``score`` is the field's share of the part's.
    """

    field: str
    frequency: int
    length: int
    mean_length: float
    boost: float
    score: float


class ScorePart(msgspec.Struct, frozen=True):
    """What one word, phrase, pattern or value of a search adds to a record's score.

    ``document_frequency`` have it, hence its ``idf``; ``weight`` is its own in the search, and ``coordination`` what the score is multiplied
    by for how many of the words the record has.
    """

    node: TextClause | Synonyms | AnyOf
    document_frequency: int
    idf: float
    weight: float
    coordination: float
    score: float
    fields: tuple[FieldScore, ...]


class IndexInfo(msgspec.Struct, frozen=True):
    """What an index holds. ``tabled`` is the first and last day a question in it was tabled."""

    build: str
    records: int
    built_at: datetime
    tabled: tuple[date, date] | None
    is_sample: bool


class ResultPage(msgspec.Struct, frozen=True):
    """One page of a search: ``total`` is exact whatever the page, ``facets`` are in the order they were asked for.

    ``collapsed_total`` is how many hits all pages hold: the total, less what is folded.
    """

    request: SearchRequest
    hits: tuple[Hit, ...]
    total: int
    collapsed_total: int
    facets: tuple[Facet, ...]
    info: IndexInfo

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-max(0, self.collapsed_total - self.request.offset) // self.request.per_page)
