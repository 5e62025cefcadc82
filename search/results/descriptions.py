"""Describe a search in English: the heading of a page, the query, and each filter."""

from __future__ import annotations

from datetime import date

from search.model.field_types import NO, YES, Field, Kind
from search.model.fields import FIELDS
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
    AtLeastShare,
    DateRange,
    Exists,
    Filter,
    Fuzzy,
    MatchAll,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Synonyms,
    TermRange,
    Wildcard,
    Word,
)
from search.query.request import SearchRequest
from search.results.phrasing import counted
from search.results.types import IndexInfo
from search.text import analysis
from search.text.dates import long_date, whole_period

_SAME_ANSWER = "same-answer"
MAX_SHORTENED = 120
"""Texts of more characters are shortened."""


def total_sentence(request: SearchRequest, total: int, *, are_partial: bool = False, by_members: str = "") -> str:
    """Return the total and the search as a heading: ``1,204 questions for modern slavery · House: Lords``.

    ``are_partial`` if no question has all the words: ``1,204 close matches for modern slavery``. ``by_members`` says whose
    questions they are: ``12 questions asked by Ben Lake for dentistry``.
    """
    one, several = ("close match", "close matches") if are_partial and total else ("question", "questions")
    results = f"{one if total == 1 else several} {by_members}".rstrip()
    return f"{total:,} {results}{_subject(request)}"


def matches_sentence(full: int, close: int, minimum: int, clauses: int) -> str:
    """Describe how many results match in full: ``3 questions match all your words. 7 are close matches, with at least ...``"""
    at_least = f"with at least {minimum} of your {clauses} words or phrases"
    are = "is a close match" if close == 1 else "are close matches"
    if not full:
        return f"No question matches all your words. {counted(close, 'question')} {are}, {at_least}."
    have = "question matches" if full == 1 else "questions match"
    return f"{full:,} {have} all your words. {close:,} {are}, {at_least}."


def freshness(info: IndexInfo) -> str:
    """Return how far the records reach: ``Newest answer: 16 July 2026``; "" if no record has a day.

    The time of the build does not show it.
    """
    if info.newest_answer:
        return f"Newest answer: {long_date(info.newest_answer)}"
    return f"Newest question: {long_date(info.tabled[1])}" if info.tabled else ""


def title(request: SearchRequest) -> str:
    """Return the search as a title: ``Written questions for modern slavery · House: Lords``."""
    return f"Written questions{_subject(request)}"


def shortened(text: str) -> str:
    """Return a text on one line, shortened if it has more than ``MAX_SHORTENED`` characters."""
    return analysis.shortened(" ".join(text.split()), MAX_SHORTENED)


def collapsed_phrase(field: str, others: int) -> str:
    """Describe the questions collapsed under a hit: ``Same answer given to 3 other questions``."""
    questions = counted(others, "other question")
    return f"Same answer given to {questions}" if field == _SAME_ANSWER else f"{questions} {_collapse_label(field)}"


def collapsed_sentence(field: str, collapsed_total: int) -> str:
    """Describe collapsed results: ``Questions with identical answers are grouped. 1,040 are listed.``"""
    label = "with identical answers" if field == _SAME_ANSWER else _collapse_label(field)
    return f"Questions {label} are grouped. {collapsed_total:,} {'is' if collapsed_total == 1 else 'are'} listed."


def _collapse_label(field: str) -> str:
    return FIELDS[field].collapse_label or f"with the same {FIELDS[field].noun}"


def describe_filter(clause: Filter) -> str:
    """Describe one filter: ``Department: Home Office``, ``Date tabled from 1 January 2024``, ``Has a table``."""
    field = FIELDS[clause.field]
    match clause:
        case AnyOf(_, values) if field.kind is Kind.FLAG and values == (YES,):
            return field.label
        case AnyOf(_, values) if field.kind is Kind.FLAG and values == (NO,):
            return f"{field.label}: no"
        case AnyOf() if field.collapse_label:
            return field.collapse_label[:1].upper() + field.collapse_label[1:]
        case AnyOf(_, values):
            return f"{field.label}: {' or '.join(map(field.value_label, values))}"
        case DateRange(_, start, end):
            return f"{field.label} {_date_range(start, end)}"
        case Exists(_, present):
            return f"{'With' if present else 'Without'} {field.noun}"


def describe_query(node: Node) -> str:
    """Describe how a query was read: ``“tax” or (“duty” and “relief”)``."""
    match node:
        case MatchAll() | And(()):
            return "every question"
        case And(children):
            return _conjunction(children)
        case Or(children):
            return " or ".join(map(_nested, children))
        case Synonyms():
            first, *others = node.forms
            return f"{_text_clause(first)} (also {', '.join(map(_text_clause, others))})"
        case AtLeast() | AtLeastShare():
            return f"at least {_minimum(node)} of {', '.join(map(_nested, node.children))}"
        case AndMaybe(child):
            return describe_query(child)
        case Not(child):
            return f"every question without {_nested(child)}"
        case AnyOf() | DateRange() | Exists():
            return describe_filter(node)
        case TermRange(field, low, high):
            return _term_range(FIELDS[field], low, high)
        case _:
            return _text_clause(node)


def _minimum(node: AtLeast | AtLeastShare) -> str:
    return str(node.minimum) if isinstance(node, AtLeast) else f"{node.share:.0%} of the weight"


def _conjunction(children: tuple[Node, ...]) -> str:
    required = [_nested(child) for child in children if not isinstance(child, Not)]
    excluded = [_nested(child.child) for child in children if isinstance(child, Not)]
    exclusion = f" without {' or '.join(excluded)}" if excluded else ""
    return (" and ".join(required) or "every question") + exclusion


def _nested(node: Node) -> str:
    """Describe a child of another node, in brackets where they are needed."""
    match node:
        case And() | Or() | AtLeast() | AtLeastShare() | Not():
            return f"({describe_query(node)})"
        case _:
            return describe_query(node)


def _text_clause(node: Word | Phrase | Near | Prefix | Wildcard | Fuzzy) -> str:
    in_field = f" in {FIELDS[node.field].noun}" if node.field else ""
    match node:
        case Word(text, exact=True):
            description = f"exactly “{text}”"
        case Word(text):
            description = f"“{text}”"
        case Phrase(words):
            description = f"the phrase “{' '.join(words)}”"
        case Near(words, slop):
            description = f"“{' '.join(words)}” with at most {counted(slop, 'word')} between"
        case Prefix(text):
            description = f"words beginning “{text}”"
        case Wildcard(pattern):
            description = f"words like “{pattern}”"
        case Fuzzy(text):
            description = f"words spelt like “{text}”"
    return description + in_field


def _subject(request: SearchRequest) -> str:
    text = shortened(request.text)
    subject = f" for {text}" if text else ""
    return subject + "".join(f" · {describe_filter(clause)}" for clause in request.filters)


def _term_range(field: Field, low: str | None, high: str | None) -> str:
    if field.kind is Kind.NUMBER:
        return f"{field.label}: {_number_range(field, low, high)}"
    ends = " ".join(f"{word} “{end}”" for word, end in (("from", low), ("to", high)) if end is not None)
    return f"{field.label} {ends}".rstrip()


def _number_range(field: Field, low: str | None, high: str | None) -> str:
    """Describe a range of numbers: ``5``, ``5 to 10``, ``at least 11``, ``at most 4``."""
    start, end = (None if value is None else field.value_label(value) for value in (low, high))
    if end is None:
        return f"at least {start or 0}"
    if start in (None, "0"):
        return f"at most {end}"
    return end if start == end else f"{start} to {end}"


def _date_range(start: date | None, end: date | None) -> str:
    if start and start == end:
        return f"on {long_date(start)}"
    if start and end and (period := whole_period(start, end)):
        return f"in {period}"
    return " ".join(f"{word} {long_date(day)}" for word, day in (("from", start), ("to", end)) if day)
