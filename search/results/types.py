"""What a search finds. Plain data, never HTML: a matching word is a run with ``marked`` set.

A page has several hundred of these, so they are made by ``msgspec``, whose classes are made several times sooner than others.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from search.model.question import Question
from search.query.nodes import AnyOf, Synonyms, Words
from search.query.request import SearchRequest


class Run(msgspec.Struct, frozen=True):
    """A stretch of text, marked when it is what the query looked for."""

    text: str
    marked: bool = False


class Snippet(msgspec.Struct, frozen=True):
    """A passage of one field, as runs."""

    field: str
    runs: tuple[Run, ...]


class Hit(msgspec.Struct, frozen=True):
    """A record found. ``heading`` is its heading as runs; ``score`` is 0 when the search only filters.

    ``folded`` is how many other records found are folded under it.
    """

    question: Question
    score: float
    heading: tuple[Run, ...]
    snippets: tuple[Snippet, ...]
    folded: int = 0


class Bucket(msgspec.Struct, frozen=True):
    """A value and the number of records that have it."""

    value: str
    count: int
    chosen: bool = False


class Facet(msgspec.Struct, frozen=True):
    """The values of a field among what was found, its own filters left out. ``distinct`` counts all values with a record."""

    field: str
    buckets: tuple[Bucket, ...]
    distinct: int


class KeyTerm(msgspec.Struct, frozen=True):
    """A word that tells a text from the others, as written in it, with its weight (the greatest is 1)."""

    word: str
    weight: float


class FieldPart(msgspec.Struct, frozen=True):
    """What a part of a search owes to one field: ``frequency`` times there, among ``length`` words where ``mean`` is usual.

    ``score`` is the field's share of the part's.
    """

    field: str
    frequency: int
    length: int
    mean: float
    boost: float
    score: float


class Part(msgspec.Struct, frozen=True):
    """What one word, phrase, pattern or value of a search adds to a record's score.

    ``documents`` have it, hence its ``idf``; ``weight`` is its own in the search, and ``factor`` what the score is multiplied
    by for how many of the words the record has.
    """

    node: Words | Synonyms | AnyOf
    documents: int
    idf: float
    weight: float
    factor: float
    score: float
    fields: tuple[FieldPart, ...]


class IndexInfo(msgspec.Struct, frozen=True):
    """What an index holds. ``tabled`` is the first and last day a question in it was tabled."""

    build: str
    records: int
    built_at: datetime
    tabled: tuple[date, date] | None
    is_sample: bool


class ResultPage(msgspec.Struct, frozen=True):
    """One page of a search: ``total`` is exact whatever the page, ``facets`` are in the order they were asked for.

    ``entries`` is how many hits all pages hold: the total, less what is folded.
    """

    request: SearchRequest
    hits: tuple[Hit, ...]
    total: int
    entries: int
    facets: tuple[Facet, ...]
    info: IndexInfo

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-max(0, self.entries - self.request.skip) // self.request.per_page)
