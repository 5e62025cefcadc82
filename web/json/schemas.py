"""The answers in JSON. Dates are ISO text, unknown values are "" or null, and addresses of this site begin with a slash."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from search.errors import Problem
from search.insight.kinds import DecidingSentence
from search.pipeline.rewriting import Correction
from search.results.types import Bucket, FieldScore, Fragment, KeyTerm, Snippet
from web.json.people import FilterOffer, Person
from web.json.readings import Reference, TakenFor
from web.json.tables import AnswerTable
from web.queries.query_hints import Expansion


class Index(msgspec.Struct, frozen=True):
    """The index: the first and last day on which one of its questions was tabled, and the day of its newest answer.

    ``built_at`` is when the index was written, which says nothing about how new its records are.
    """

    build: str
    records: int
    built_at: datetime
    first_tabled: date | None
    last_tabled: date | None
    newest_answer: date | None
    is_sample: bool


class Links(msgspec.Struct, frozen=True):
    """``html`` is the address of the page in HTML. The others are addresses of JSON; null if there is no such page."""

    html: str
    first: str | None = None
    previous: str | None = None
    next: str | None = None
    last: str | None = None


class Suggestion(msgspec.Struct, frozen=True):
    """A word that no record has, or a rare word near a common one, and the searches with each likely replacement."""

    word: str
    searches: tuple[str, ...]


class Query(msgspec.Struct, frozen=True):
    """How the text of a search was read.

    Each hit has at least ``min_should_match`` of the ``clause_count`` clauses; a search of one clause has 0 for both.
    ``feedback_terms`` are terms of the best results that also rank a long text. ``ranked_by_meaning`` if results are also
    ranked by similar meaning. ``names_members`` if the results are the questions and answers of members that the text names.
    """

    text: str
    taken_for: TakenFor
    description: str
    ignored_words: tuple[str, ...]
    problems: tuple[Problem, ...]
    suggestions: tuple[Suggestion, ...]
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]
    min_should_match: int
    clause_count: int
    feedback_terms: tuple[str, ...]
    ranked_by_meaning: bool
    names_members: bool


class Hit(msgspec.Struct, frozen=True):
    """A hit. ``number`` counts from 1 through all pages; ``collapsed_count`` is the number of records collapsed under it.

    ``missing`` are the clauses that it does not have.
    """

    number: int
    score: float
    heading: tuple[Fragment, ...]
    snippets: tuple[Snippet, ...]
    record: dict[str, Any]
    collapsed_count: int
    missing: tuple[str, ...]


class ActiveFilter(msgspec.Struct, frozen=True):
    """A filter in words, and the address of the search without it."""

    description: str
    without: str


class FacetCounts(msgspec.Struct, frozen=True):
    """The most frequent values of a field in the results, each with its count, and the number of ``distinct`` values."""

    field: str
    label: str
    distinct: int
    buckets: tuple[Bucket, ...]


class Undated(msgspec.Struct, frozen=True):
    """The records that a search by the days of a field leaves out only because no day of them is known."""

    field: str
    count: int
    sentence: str


class Results(msgspec.Struct, frozen=True):
    """A page of results: ``full_total`` of the ``total`` have every clause, the ``close_total`` others have most.

    ``gap_notes`` name the gaps of the index that the results depend on.
    ``people`` are the members that the text names, best first.
    """

    title: str
    query: Query
    references: tuple[Reference, ...]
    gap_notes: tuple[str, ...]
    people: tuple[Person, ...]
    filter_offers: tuple[FilterOffer, ...]
    filters: tuple[ActiveFilter, ...]
    sort: str
    collapse_by: str | None
    total: int
    full_total: int
    close_total: int
    collapsed_total: int
    undated: tuple[Undated, ...]
    page: int
    per_page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetCounts, ...]
    links: Links
    index: Index


class Values(msgspec.Struct, frozen=True):
    """The values of one facet within a search; ``find`` is the text that their names contain."""

    facet: FacetCounts
    find: str
    links: Links
    index: Index


class ScorePart(msgspec.Struct, frozen=True):
    """One part of a record's score: a clause of the search."""

    description: str
    document_frequency: int
    idf: float
    weight: float
    coordination: float
    score: float
    fields: tuple[FieldScore, ...]


class HistoryEvent(msgspec.Struct, frozen=True):
    """An event. ``day_is_recorded`` if the record gives the day; otherwise it is the day on which the event was first seen."""

    event: str
    day: date | None
    day_is_recorded: bool


class Change(msgspec.Struct, frozen=True):
    """A changed record and its event; null if only the state of the record shows the change."""

    event: HistoryEvent | None
    record: dict[str, Any]


class Changes(msgspec.Struct, frozen=True):
    """A page of changes of one kind among the records of a search, newest first."""

    kind: str
    title: str
    total: int
    page: int
    per_page: int
    pages: int
    changes: tuple[Change, ...]
    facets: tuple[FacetCounts, ...]
    links: Links
    index: Index


class ScoreBonus(msgspec.Struct, frozen=True):
    """A bonus that raises a score beside the words: its reason, and the score that it adds."""

    reason: str
    score: float


class Score(msgspec.Struct, frozen=True):
    """A record's score in a search: the sum of its parts and bonuses."""

    record_id: str
    text: str
    score: float
    parts: tuple[ScorePart, ...]
    bonuses: tuple[ScoreBonus, ...]
    links: Links
    index: Index


class SameAnswer(msgspec.Struct, frozen=True):
    """The number of other records with the same answer but for numbers and dates, and the search that finds all of them."""

    others: int
    search: str


class Record(msgspec.Struct, frozen=True):
    """One record, and its history from the first event to the last.

    ``deciding_sentences`` are the sentences that decide the kinds of its answer, ``tables`` those of its answer.
    """

    record: dict[str, Any]
    citation: str
    short_citation: str
    same_answer: SameAnswer | None
    deciding_sentences: tuple[DecidingSentence, ...]
    tables: tuple[AnswerTable, ...]
    history: tuple[HistoryEvent, ...]
    links: Links
    index: Index


class Similar(msgspec.Struct, frozen=True):
    """A page of records similar to one, the key terms that find them, by weight, and the choices of the address."""

    record: dict[str, Any]
    key_terms: tuple[KeyTerm, ...]
    addressee_terms: tuple[KeyTerm, ...]
    added_words: tuple[str, ...]
    dropped_words: tuple[str, ...]
    unlike_ids: tuple[str, ...]
    same_fields: tuple[str, ...]
    later_only: bool
    ranked_by_meaning: bool
    total: int
    collapsed_total: int
    page: int
    per_page: int
    pages: int
    hits: tuple[Hit, ...]
    links: Links
    index: Index


class EarlierQuestion(msgspec.Struct, frozen=True):
    """An earlier question beside a draft. It has ``shared_words`` of the ``draft_words`` words of the draft."""

    score: float
    record: dict[str, Any]
    fragments: tuple[Fragment, ...]
    missing_words: tuple[str, ...]
    shared_words: int
    draft_words: int


class EarlierQuestions(msgspec.Struct, frozen=True):
    """The earlier questions nearest to a draft."""

    text: str
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]
    key_terms: tuple[KeyTerm, ...]
    addressee_terms: tuple[KeyTerm, ...]
    ranked_by_meaning: bool
    total: int
    questions: tuple[EarlierQuestion, ...]
    links: Links
    index: Index


class Home(msgspec.Struct, frozen=True):
    """The first page: the latest answers, and every answering body with its number of questions."""

    index: Index
    latest: tuple[Hit, ...]
    bodies: tuple[Bucket, ...]
    links: Links


class HelpTopic(msgspec.Struct, frozen=True):
    """A topic of the help in Markdown, and the names of all topics."""

    topic: str
    title: str
    markdown: str
    topics: tuple[str, ...]
    links: Links
