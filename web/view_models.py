"""What the templates are given: every word and address of a page, ready to print. No logic, and no HTML but ``SafeHtml``."""

from __future__ import annotations

from dataclasses import dataclass

from search.results import IndexInfo, Run, Snippet
from web.safe_html import SafeHtml
from web.word_diff import Part

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link. ``about`` is read out after the text, so that the link is true and unique when heard out of its place."""

    text: str
    url: str
    about: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A page that says what went wrong: ``problems`` are pairs of the part it is about and a sentence."""

    title: str
    message: str
    problems: Pairs
    text: str
    retry: Link | None


@dataclass(frozen=True, slots=True)
class HitView:
    """One result: ``origin`` is body, House and UIN, ``tags`` are short facts printed as labels.

    ``folded`` leads to the records folded under it, where there are any.
    """

    number: int
    link: Link
    heading: tuple[Run, ...]
    origin: tuple[str, ...]
    byline: str
    state: str
    tags: tuple[str, ...]
    snippets: tuple[Snippet, ...]
    cut: str
    folded: Link | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a checkbox."""

    id: str
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as checkboxes; ``more`` leads to all its values when not all are here."""

    field: str
    label: str
    choices: tuple[Choice, ...]
    more: Link | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class RangeView:
    """A date's bounds, as ``2024-03-05`` or ""."""

    field: str
    label: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class PanelView:
    """The narrowing panel. ``hidden`` are the parts of the search that nothing in it shows."""

    facets: tuple[FacetView, ...]
    flags: tuple[FacetView, ...]
    ranges: tuple[RangeView, ...]
    hidden: Pairs


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that may be misspelt, and the same search with words it may stand for; ``is_unknown`` when no record has it."""

    word: str
    is_unknown: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """How the text of a search was read and what it was taken to mean.

    ``problems`` are pairs of the piece of text and a sentence, ``mended`` of a word typed and the word searched for instead,
    ``called`` of a name typed and the other names looked for with it.
    ``other`` is the same search just as it was typed, or where it ``is_as_typed``, with what it may mean.
    """

    words: str
    ignored: str
    problems: Pairs
    mended: Pairs
    called: tuple[tuple[str, tuple[str, ...]], ...]
    other: Link | None
    is_as_typed: bool
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class RankingView:
    """The words of feedback a page is ranked by, none where it was refused, and the address of the page without, or with."""

    words: str
    other: str


@dataclass(frozen=True, slots=True)
class NothingView:
    """What to try when nothing was found: each word alone, each filter dropped."""

    words: tuple[Link, ...]
    drops: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a menu."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PagerView:
    """The way to other pages: a number without an address is the page one is on, "…" a gap."""

    previous: Link | None
    numbers: tuple[Link, ...]
    next: Link | None


@dataclass(frozen=True, slots=True)
class ResultsView:
    """The results page. ``formats`` are the same results as data, and all of them as files; ``feed`` is named as feeds are.

    ``fold`` is the box that folds records of one value under the foremost of them, ``folding`` what it came to.
    """

    title: str
    formats: tuple[Link, ...]
    feed: Link
    text: str
    info: IndexInfo
    reading: ReadingView | None
    shortfall: str
    ranking: RankingView | None
    chips: tuple[Link, ...]
    clear: str
    panel: PanelView
    sorts: tuple[Option, ...]
    sizes: tuple[Option, ...]
    fold: Option
    folding: str
    hits: tuple[HitView, ...]
    first: int
    nearest: tuple[HitView, ...]
    past_end: Link | None
    nothing: NothingView | None
    pager: PagerView


@dataclass(frozen=True, slots=True)
class ScorePartView:
    """One part of a score, its numbers as they are printed."""

    what: str
    score: str
    having: str
    idf: str
    weight: str
    factor: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreView:
    """What a result's score is made of; ``has_factor`` when a part is multiplied for how many words the record has."""

    title: str
    info: IndexInfo
    record: Link
    back: Link
    reading: str
    total: str
    parts: tuple[ScorePartView, ...]
    has_factor: bool


@dataclass(frozen=True, slots=True)
class ValuesView:
    """All values of one facet within a search. ``kept`` is the rest of the search, ``chosen`` its values of this field."""

    title: str
    field: str
    label: str
    info: IndexInfo
    find: str
    summary: str
    choices: tuple[Choice, ...]
    kept: Pairs
    chosen: Pairs
    back: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The first page."""

    info: IndexInfo
    holdings: str
    examples: tuple[Link, ...]
    latest: tuple[HitView, ...]
    bodies: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property, with the searches it leads to."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """A named fact of a record."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Properties that belong together."""

    title: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A paper that came with an answer; ``url`` is "" when the source gave only its name."""

    title: str
    url: str
    details: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer ready to read. ``cut`` says when the source cut it short.

    ``changes`` shows what a correction put in and left out, ``earlier`` is the text before it.
    """

    title: str
    byline: str
    body: SafeHtml
    cut: str
    changes: SafeHtml | None
    earlier: SafeHtml | None
    attachments: tuple[AttachmentView, ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """The way back to the results a record was reached from, and to its neighbours there."""

    back: Link
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True)
class MomentView:
    """Something that happened. ``iso`` is its day for machines, "" for none; ``is_seen`` if it is when it was first seen."""

    iso: str
    day: str
    is_seen: bool
    words: str
    details: str
    compare: Link | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A record in the list of what changed, and what happened to it."""

    moment: MomentView
    hit: HitView


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What changed. Of the ``kinds`` the one without an address is this page's.

    ``problems`` and ``called`` are as in a ``ReadingView``; ``as_typed`` is the page without the other names.
    """

    summary: str
    info: IndexInfo
    kinds: tuple[Link, ...]
    text: str
    problems: Pairs
    called: tuple[tuple[str, tuple[str, ...]], ...]
    as_typed: str
    chips: tuple[Link, ...]
    panel: PanelView
    changes: tuple[ChangeView, ...]
    past_end: Link | None
    pager: PagerView
    feed: Link


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Two states: the facts that differ, as label, old and new, and the texts that do, as the parts they are made of."""

    before: str
    after: str
    facts: tuple[tuple[str, str, str], ...]
    texts: tuple[tuple[str, tuple[Part, ...]], ...]


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """An answer as it was and as it was corrected, each with what the other has not marked as removed or added."""

    before: tuple[Part, ...]
    after: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """What happened to a record, and the form that compares any two of its states, where there are two."""

    moments: tuple[MomentView, ...]
    action: str
    hidden: Pairs
    before: tuple[Option, ...]
    after: tuple[Option, ...]
    comparison: ComparisonView | None


@dataclass(frozen=True, slots=True)
class RecordView:
    """The page of one record."""

    title: str
    info: IndexInfo
    canonical: str
    trail: Trail | None
    origin: tuple[str, ...]
    asked: str
    state: str
    tags: tuple[str, ...]
    standing: str
    question: tuple[str, ...]
    question_cut: str
    answer: AnswerView | None
    correction: CorrectionView | None
    history: HistoryView
    same_answer: Link | None
    official: str
    grouped: tuple[Link, ...]
    grouped_elsewhere: tuple[str, ...]
    sections: tuple[Section, ...]
    citation: str
    short_citation: str
    references: tuple[Link, ...]
    formats: tuple[Link, ...]
    terms: tuple[Link, ...]
    similar: tuple[HitView, ...]
    more: Link


@dataclass(frozen=True, slots=True)
class Keeping:
    """A checkbox that keeps a search to something."""

    id: str
    name: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TermView:
    """A word that records were found by: the link that takes it out, and what it weighs, the weightiest 100."""

    link: Link
    weight: int


@dataclass(frozen=True, slots=True)
class SimilarView:
    """The records like one, and the words they were found by. ``unlike`` put wrong results back; ``choices`` are checkboxes."""

    title: str
    info: IndexInfo
    record: Link
    summary: str
    terms: tuple[TermView, ...]
    addressed: str
    added: tuple[Link, ...]
    dropped: tuple[Link, ...]
    unlike: tuple[Link, ...]
    action: str
    hidden: Pairs
    choices: tuple[Keeping, ...]
    hits: tuple[HitView, ...]
    first: int
    past_end: Link | None
    pager: PagerView


@dataclass(frozen=True, slots=True)
class HouseRow:
    """What is held of one House; the days are in words."""

    house: str
    records: Link
    first: str
    last: str
    newest_answer: str


@dataclass(frozen=True, slots=True)
class YearRow:
    """Numbers of one year: of each House, of both, and of those that wait for an answer. One of 0 has no address."""

    year: str
    by_house: tuple[Link, ...]
    both: Link
    waiting: Link


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What the index holds. ``missing`` leads to records that lack something; ``complete`` names what none of them lacks."""

    title: str
    info: IndexInfo
    built: str
    houses: tuple[HouseRow, ...]
    years: tuple[YearRow, ...]
    missing: tuple[Link, ...]
    complete: tuple[str, ...]
    licence: Link


@dataclass(frozen=True, slots=True)
class EarlierView:
    """An earlier question beside a draft: ``runs`` are marked where the draft has other words, ``lacking`` are the draft's."""

    link: Link
    origin: tuple[str, ...]
    byline: str
    state: str
    runs: tuple[Run, ...]
    shared: str
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedView:
    """A draft and the earlier questions nearest to it."""

    title: str
    info: IndexInfo
    text: str
    problem: str
    summary: str
    earlier: tuple[EarlierView, ...]


@dataclass(frozen=True, slots=True)
class HelpView:
    """A topic of the help, with the way to the others; the one without an address is this one."""

    title: str
    body: SafeHtml
    topics: tuple[Link, ...]
