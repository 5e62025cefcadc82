"""A search in English: the heading of a page, how the query was read, and each filter in words."""

from __future__ import annotations

from datetime import date

from search.model.fields import FIELDS, NO, YES, Kind
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
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
from search.results.types import FieldScore, ScorePart
from search.text.analysis import truncate_at_word
from search.text.dates import long_date

MAX_SHORTENED = 120


def total_sentence(request: SearchRequest, total: int, *, nearest: bool = False) -> str:
    """What was asked and how much there is: ``1,204 questions for modern slavery · House: Lords``.

    ``nearest`` says that they are the nearest there is, and have only some of the words.
    """
    return f"{total:,} {'question' if total == 1 else 'questions'}{_subject(request, nearest)}"


def title(request: SearchRequest) -> str:
    """What was asked, whatever there is of it: ``Written questions for modern slavery · House: Lords``."""
    return f"Written questions{_subject(request)}"


def shortened(text: str) -> str:
    """A text of which no more is said than tells it from others."""
    said = " ".join(text.split())
    return said if len(said) <= MAX_SHORTENED else truncate_at_word(said, MAX_SHORTENED) + "…"


def collapsed_phrase(field: str, others: int) -> str:
    """What is folded under a hit: ``and 3 more questions with the same answer``."""
    return f"and {others:,} more {'question' if others == 1 else 'questions'} {_collapse_label(field)}"


def collapsed_sentence(field: str, entries: int) -> str:
    """What folding comes to: ``Folded to 1,040: of questions with the same answer only the foremost is shown.``"""
    return f"Folded to {entries:,}: of questions {_collapse_label(field)} only the foremost is shown."


def _collapse_label(field: str) -> str:
    return FIELDS[field].collapse_label or f"with the same “{FIELDS[field].label.lower()}”"


def describe_filter(each: Filter) -> str:
    """One filter: ``Answering body: Home Office``, ``Date tabled from 1 January 2024``, ``Has a table``."""
    field = FIELDS[each.field]
    match each:
        case AnyOf(_, values) if field.kind is Kind.FLAG and values == (YES,):
            return field.label
        case AnyOf(_, values) if field.kind is Kind.FLAG and values == (NO,):
            return f"{field.label}: no"
        case AnyOf() if field.collapse_label:
            return field.collapse_label.capitalize()
        case AnyOf(_, values):
            return f"{field.label}: {' or '.join(values)}"
        case DateRange(_, start, end):
            return f"{field.label} {_date_range(start, end)}"
        case Exists(_, present):
            return f"{'With' if present else 'Without'} {field.label.lower()}"


def describe_score_part(of: ScorePart) -> str:
    """What a part of a score is, and where the record has it: ``“flood”: 2 times in heading, 1 time in answer text``."""
    where = ", ".join(map(occurrences, of.fields))
    return f"{describe_query(of.node)}: {where}" if where else describe_query(of.node)


def occurrences(of: FieldScore) -> str:
    """How often a field has something: ``2 times in heading``."""
    return f"{of.frequency:,} {'time' if of.frequency == 1 else 'times'} in {FIELDS[of.field].label.lower()}"


def describe_query(node: Node) -> str:
    """How a query was read, in words."""
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
        case AtLeast(minimum, children):
            return f"at least {minimum} of {', '.join(map(_nested, children))}"
        case AndMaybe(child):
            return describe_query(child)
        case Not(child):
            return f"every question but those with {_nested(child)}"
        case AnyOf() | DateRange() | Exists():
            return describe_filter(node)
        case TermRange(field, low, high):
            ends = " ".join(f"{word} “{end}”" for word, end in (("from", low), ("to", high)) if end is not None)
            return f"{FIELDS[field].label} {ends}".rstrip()
        case _:
            return _text_clause(node)


def _conjunction(children: tuple[Node, ...]) -> str:
    kept = [_nested(child) for child in children if not isinstance(child, Not)]
    dropped = [_nested(child.child) for child in children if isinstance(child, Not)]
    without = f" but not {' nor '.join(dropped)}" if dropped else ""
    return (" and ".join(kept) or "every question") + without


def _nested(node: Node) -> str:
    match node:
        case And() | Or() | AtLeast() | Not():
            return f"({describe_query(node)})"
        case _:
            return describe_query(node)


def _text_clause(node: Word | Phrase | Near | Prefix | Wildcard | Fuzzy) -> str:
    where = f" in {FIELDS[node.field].label.lower()}" if node.field else ""
    match node:
        case Word(text):
            said = f"“{text}”"
        case Phrase(words):
            said = f"the phrase “{' '.join(words)}”"
        case Near(words, slop):
            said = f"“{' '.join(words)}” with at most {slop} {'word' if slop == 1 else 'words'} between"
        case Prefix(text):
            said = f"words beginning “{text}”"
        case Wildcard(pattern):
            said = f"words like “{pattern}”"
        case Fuzzy(text):
            said = f"words spelt like “{text}”"
    return said + where


def _subject(request: SearchRequest, nearest: bool = False) -> str:
    asked = shortened(request.text)
    about = f" {'nearest to' if nearest else 'for'} {asked}" if asked else ""
    return about + "".join(f" · {describe_filter(each)}" for each in request.filters)


def _date_range(start: date | None, end: date | None) -> str:
    if start and start == end:
        return f"on {long_date(start)}"
    return " ".join(f"{word} {long_date(day)}" for word, day in (("from", start), ("to", end)) if day)
