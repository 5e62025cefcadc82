"""The answers in JSON. Dates are ISO text; what is not known is "" or null; addresses of this site begin with a slash."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from search.results.types import Bucket, FieldScore, Fragment, KeyTerm, Snippet


class Index(msgspec.Struct, frozen=True):
    """What is searched: ``first`` and ``last`` are the days between which its questions were tabled."""

    build: str
    records: int
    built_at: datetime
    first: date | None
    last: date | None
    is_sample: bool


class Links(msgspec.Struct, frozen=True):
    """Where else to go: ``html`` is the page itself, the others are in JSON; null where there is no such page."""

    html: str
    first: str | None = None
    previous: str | None = None
    next: str | None = None
    last: str | None = None


class Problem(msgspec.Struct, frozen=True):
    """What could not be used: the parameter or the piece of text, and a sentence."""

    where: str
    message: str


class Suggestion(msgspec.Struct, frozen=True):
    """A word that nothing has, or that is rare and near a common one, and searches with words it may stand for."""

    word: str
    searches: tuple[str, ...]


class Correction(msgspec.Struct, frozen=True):
    """A word that nothing has, and the word searched for instead."""

    typed: str
    replacement: str


class Expansion(msgspec.Struct, frozen=True):
    """A name, and the other names of the same thing that were looked for with it."""

    name: str
    synonyms: tuple[str, ...]


class Query(msgspec.Struct, frozen=True):
    """How a text was understood. ``min_should_match`` of ``clause_count`` parts is what each hit has at least, where nothing has them all.

    ``feedback_terms`` are the words of the best results that a long text was ranked by too.
    """

    text: str
    description: str
    ignored_words: tuple[str, ...]
    problems: tuple[Problem, ...]
    suggestions: tuple[Suggestion, ...]
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]
    min_should_match: int
    clause_count: int
    feedback_terms: tuple[str, ...]


class Hit(msgspec.Struct, frozen=True):
    """A record found: ``number`` counts from 1 through all pages, ``collapsed_count`` the other records found folded under it."""

    number: int
    score: float
    heading: tuple[Fragment, ...]
    snippets: tuple[Snippet, ...]
    record: dict[str, Any]
    collapsed_count: int


class ActiveFilter(msgspec.Struct, frozen=True):
    """A filter in words, and the search without it."""

    description: str
    without: str


class FacetCounts(msgspec.Struct, frozen=True):
    """Values of a field among the results, each with its number; ``distinct`` is how many values there are in all."""

    field: str
    label: str
    distinct: int
    buckets: tuple[Bucket, ...]


class Results(msgspec.Struct, frozen=True):
    """A page of a search."""

    title: str
    query: Query
    filters: tuple[ActiveFilter, ...]
    sort: str
    collapse_by: str | None
    total: int
    collapsed_total: int
    page: int
    per: int
    pages: int
    hits: tuple[Hit, ...]
    partial_matches: tuple[Hit, ...]
    facets: tuple[FacetCounts, ...]
    links: Links
    index: Index


class Values(msgspec.Struct, frozen=True):
    """The values of one field within a search."""

    facet: FacetCounts
    find: str
    links: Links
    index: Index


class ScorePart(msgspec.Struct, frozen=True):
    """What one part of a search adds to a record's score."""

    description: str
    document_frequency: int
    idf: float
    weight: float
    coordination: float
    score: float
    fields: tuple[FieldScore, ...]


class HistoryEvent(msgspec.Struct, frozen=True):
    """What happened on a day; ``day_is_recorded`` where the record tells the day, else it is the day it was first seen so."""

    event: str
    day: date | None
    day_is_recorded: bool


class Change(msgspec.Struct, frozen=True):
    """What happened to a record; null where only its state tells that it did."""

    event: HistoryEvent | None
    record: dict[str, Any]


class Changes(msgspec.Struct, frozen=True):
    """Changes of a kind among the records of a search, the newest first."""

    kind: str
    title: str
    total: int
    page: int
    per: int
    pages: int
    changes: tuple[Change, ...]
    facets: tuple[FacetCounts, ...]
    links: Links
    index: Index


class Score(msgspec.Struct, frozen=True):
    """A record's score in a search, which is the sum of its parts'."""

    record: str
    text: str
    score: float
    parts: tuple[ScorePart, ...]
    links: Links
    index: Index


class SameAnswer(msgspec.Struct, frozen=True):
    """How many ``others`` were given one answer, but for numbers and dates, and the ``search`` that finds all of them."""

    others: int
    search: str


class Record(msgspec.Struct, frozen=True):
    """One record, and what happened to it, in order."""

    record: dict[str, Any]
    citation: str
    short_citation: str
    same_answer: SameAnswer | None
    history: tuple[HistoryEvent, ...]
    links: Links
    index: Index


class Similar(msgspec.Struct, frozen=True):
    """Records like one, and the words they were found by, the weightiest first; what was left out, and what is kept to."""

    record: dict[str, Any]
    terms: tuple[KeyTerm, ...]
    addressee_terms: tuple[KeyTerm, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    unlike: tuple[str, ...]
    same: tuple[str, ...]
    later: bool
    total: int
    collapsed_total: int
    page: int
    per: int
    pages: int
    hits: tuple[Hit, ...]
    links: Links
    index: Index


class EarlierQuestion(msgspec.Struct, frozen=True):
    """An earlier question beside a draft, of whose words it has ``shared_words`` ``clause_count`` so many."""

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
    terms: tuple[KeyTerm, ...]
    addressee_terms: tuple[KeyTerm, ...]
    total: int
    questions: tuple[EarlierQuestion, ...]
    links: Links
    index: Index


class Home(msgspec.Struct, frozen=True):
    """The first page: the latest answers, and every body with its number of questions."""

    index: Index
    latest: tuple[Hit, ...]
    bodies: tuple[Bucket, ...]
    links: Links


class HouseCoverage(msgspec.Struct, frozen=True):
    """What is held of one House: how many records, the days they were tabled between, and the day of the newest answer."""

    house: str
    records: int
    first: date | None
    last: date | None
    newest_answer: date | None


class YearCoverage(msgspec.Struct, frozen=True):
    """Records by the year they were tabled, "" for those without a day; ``waiting`` have a holding answer alone or none."""

    year: str
    commons: int
    lords: int
    waiting: int


class MissingData(msgspec.Struct, frozen=True):
    """How many records lack something, and the search that finds them."""

    description: str
    count: int
    search: str


class Coverage(msgspec.Struct, frozen=True):
    """What the index holds and what it is known to lack."""

    houses: tuple[HouseCoverage, ...]
    years: tuple[YearCoverage, ...]
    missing: tuple[MissingData, ...]
    licence: str
    terms: str
    links: Links
    index: Index


class HelpTopic(msgspec.Struct, frozen=True):
    """A topic of the help in Markdown, and the names of all topics."""

    topic: str
    title: str
    markdown: str
    topics: tuple[str, ...]
    links: Links


class ErrorBody(msgspec.Struct, frozen=True):
    """Why there is no answer, each problem by itself where there are several."""

    status: int
    title: str
    message: str
    problems: tuple[Problem, ...] = ()
