"""FIELDS: the one table of what a record can be searched, narrowed, counted and sorted by.

Schema, query prefixes, URL parameters and facets follow this table; tests hold the record page and the help to it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum, auto
from typing import get_args

import msgspec

from search.model.collapse_keys import answered_together_key, same_answer_key
from search.model.history import EventName, completed_on, last_observed_on
from search.model.parliament import LEGISLATURES
from search.model.question import Answer, Attachment, House, Question, State


class Kind(Enum):
    """How a field is held. TEXT: words, ranked. NAME: words and whole values. The others: whole values only."""

    TEXT = auto()
    NAME = auto()
    KEYWORD = auto()
    DATE = auto()
    FLAG = auto()


YES, NO = "yes", "no"
WORD_KINDS = frozenset({Kind.TEXT, Kind.NAME})


class Field(msgspec.Struct, frozen=True):
    """One field. ``values`` gives a record's values as text: a day as ``2024-03-05``, a flag as yes or no, absent as ().

    ``boost`` weighs a TEXT field in the score. ``facet`` fields are counted; ``chronological`` ones list newest first rather
    than commonest first. ``choices``, where there are any, are the only values. ``aliases`` are further query prefixes.
    ``collapse_label`` says what records with one value are, where the value itself is a key made to fold by and nothing to read.
    """

    name: str
    kind: Kind
    label: str
    help: str
    values: Callable[[Question], tuple[str, ...]]
    aliases: tuple[str, ...] = ()
    facet: bool = False
    chronological: bool = False
    choices: tuple[str, ...] = ()
    boost: float = 1.0
    collapse_label: str = ""

    @property
    def has_words(self) -> bool:
        """Whether single words of it can be looked for."""
        return self.kind in WORD_KINDS

    @property
    def has_values(self) -> bool:
        """Whether whole values of it can be filtered and counted."""
        return self.kind is not Kind.TEXT or self.facet

    @property
    def is_collapsible(self) -> bool:
        """Whether records can be folded by it: those fields of which no record has more than one value."""
        return self.facet or self.kind is Kind.DATE or bool(self.collapse_label)


def _text(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _number(value: int | None) -> tuple[str, ...]:
    return () if value is None else (str(value),)


def _day(value: date | None, characters: int = 10) -> tuple[str, ...]:
    return () if value is None else (value.isoformat()[:characters],)


def _flag(value: bool) -> tuple[str, ...]:
    return (YES if value else NO,)


_NO_ANSWER = Answer()
_SEEN: tuple[EventName, ...] = ("corrected", "transferred", "withdrawn", "reinstated", "removed", "returned")
"""What happens without a day that the record tells; of corrections, most."""


def _answer(question: Question) -> Answer:
    return question.answer or _NO_ANSWER


def _activity(question: Question) -> tuple[str, ...]:
    answer = _answer(question)
    return _latest(question.held_on, answer.answered_on, answer.corrected_on)


def _changed(question: Question) -> tuple[str, ...]:
    return max(_latest(question.tabled_on, last_observed_on(question, *_SEEN)), _activity(question))


def _latest(*days: date | None) -> tuple[str, ...]:
    return _day(max((day for day in days if day), default=None))


def _attachments(read: Callable[[Attachment], str]) -> Callable[[Question], tuple[str, ...]]:
    return lambda question: tuple(dict.fromkeys(filter(None, map(read, _answer(question).attachments))))


def _flag_field(name: str, label: str, help: str, read: Callable[[Question], bool], facet: bool = True) -> Field:
    return Field(name, Kind.FLAG, label, help, lambda q: _flag(read(q)), facet=facet, choices=(YES, NO))


_TABLE = (
    Field(
        "heading",
        Kind.TEXT,
        "Heading",
        "the heading it is printed under",
        lambda q: _text(q.heading),
        ("title",),
        True,
        boost=3.0,
    ),
    Field("question", Kind.TEXT, "Question text", "the words of the question", lambda q: _text(q.text)),
    Field("answer", Kind.TEXT, "Answer text", "the words of the answer", lambda q: _text(_answer(q).text), boost=0.5),
    Field(
        "body",
        Kind.NAME,
        "Answering body",
        "the department or body that answers",
        lambda q: _text(q.answering_body.name),
        ("dept", "department"),
        True,
    ),
    Field("house", Kind.KEYWORD, "House", "Commons or Lords", lambda q: (q.house,), facet=True, choices=get_args(House)),
    Field(
        "legislature",
        Kind.KEYWORD,
        "Legislature",
        "House of Commons or House of Lords",
        lambda q: (LEGISLATURES[q.house].name,),
        choices=tuple(legislature.name for legislature in LEGISLATURES.values()),
    ),
    Field("house-id", Kind.KEYWORD, "House number", "1 the Commons, 2 the Lords", lambda q: (LEGISLATURES[q.house].number,)),
    Field("asked", Kind.NAME, "Asked by", "the member who asked", lambda q: _text(q.asked_by.label), ("by", "asker"), True),
    Field(
        "answered",
        Kind.NAME,
        "Answered by",
        "the minister who answered",
        lambda q: _text(_answer(q).answered_by.label),
        facet=True,
    ),
    Field(
        "state",
        Kind.KEYWORD,
        "State",
        "unanswered, holding, answered, corrected or withdrawn",
        lambda q: (q.state,),
        facet=True,
        choices=get_args(State),
    ),
    Field("uin", Kind.KEYWORD, "UIN", "the number it was tabled under (numbers are used again)", lambda q: _text(q.uin)),
    Field("id", Kind.KEYWORD, "Record", "the record's own number, in its address", lambda q: (q.id,)),
    Field("tabled", Kind.DATE, "Date tabled", "the day it was tabled", lambda q: _day(q.tabled_on), ("date",)),
    Field("answered-on", Kind.DATE, "Date answered", "the day it was answered", lambda q: _day(_answer(q).answered_on)),
    Field("due", Kind.DATE, "Date due", "the day an answer was due", lambda q: _day(q.due_on)),
    Field("held-on", Kind.DATE, "Date of holding answer", "the day a holding answer was given", lambda q: _day(q.held_on)),
    Field(
        "corrected-on", Kind.DATE, "Date corrected", "the day the answer was corrected", lambda q: _day(_answer(q).corrected_on)
    ),
    Field(
        "completed-on",
        Kind.DATE,
        "Date made whole",
        "the day an answer was given after a holding answer",
        lambda q: _day(completed_on(q)),
    ),
    Field(
        "transferred-on",
        Kind.DATE,
        "Date transferred",
        "the day it was last seen moved to another body",
        lambda q: _day(last_observed_on(q, "transferred")),
    ),
    Field(
        "withdrawn-on",
        Kind.DATE,
        "Date withdrawn",
        "the day it was seen withdrawn, where it still is",
        lambda q: _day(last_observed_on(q, "withdrawn") if q.is_withdrawn else None),
    ),
    Field(
        "removed-on",
        Kind.DATE,
        "Date removed at source",
        "the day its source was seen not to have it any more, where that still is so",
        lambda q: _day(last_observed_on(q, "removed") if q.is_removed_at_source else None),
    ),
    Field("activity", Kind.DATE, "Last activity", "the last day it was held, answered or corrected", _activity),
    Field(
        "changed",
        Kind.DATE,
        "Last change",
        "the last day anything happened: tabled, held, answered, corrected, or seen transferred, withdrawn, removed at source or back",
        _changed,
    ),
    Field(
        "tabled-year",
        Kind.KEYWORD,
        "Year tabled",
        "such as 2024",
        lambda q: _day(q.tabled_on, 4),
        facet=True,
        chronological=True,
    ),
    Field(
        "tabled-month",
        Kind.KEYWORD,
        "Month tabled",
        "such as 2024-03",
        lambda q: _day(q.tabled_on, 7),
        facet=True,
        chronological=True,
    ),
    Field(
        "answered-year",
        Kind.KEYWORD,
        "Year answered",
        "such as 2024",
        lambda q: _day(_answer(q).answered_on, 4),
        facet=True,
        chronological=True,
    ),
    Field(
        "answered-month",
        Kind.KEYWORD,
        "Month answered",
        "such as 2024-03",
        lambda q: _day(_answer(q).answered_on, 7),
        facet=True,
        chronological=True,
    ),
    _flag_field("named-day", "Named day", "the asker named the day for an answer", lambda q: q.is_named_day),
    _flag_field("interest", "Registered interest", "the asker declared an interest", lambda q: q.has_interest),
    _flag_field("attachment", "Has an attachment", "papers came with the answer", lambda q: bool(_answer(q).attachments)),
    _flag_field("table", "Has a table", "the answer holds a table", lambda q: _answer(q).has_table),
    _flag_field("grouped", "Grouped", "answered together with other questions", lambda q: bool(q.grouped)),
    _flag_field(
        "correction", "Ministerial correction", "the answer is a correction", lambda q: _answer(q).is_correction, facet=False
    ),
    _flag_field(
        "cut",
        "Cut short",
        "the source gave only the beginning of the question or the answer",
        lambda q: q.is_cut or _answer(q).is_cut,
        facet=False,
    ),
    Field(
        "group",
        Kind.KEYWORD,
        "Grouped question UIN",
        "a UIN it was answered together with",
        lambda q: tuple(dict.fromkeys(g.uin for g in q.grouped)),
    ),
    Field(
        "same-answer",
        Kind.KEYWORD,
        "Same answer",
        "a key of the answer's text but for its numbers and dates",
        same_answer_key,
        collapse_label="with the same answer",
    ),
    Field(
        "answered-together",
        Kind.KEYWORD,
        "Answered together",
        "a key of the group it was answered in: House, day and least UIN",
        answered_together_key,
        collapse_label="of the same group",
    ),
    Field(
        "body-id",
        Kind.KEYWORD,
        "Answering body number",
        "Parliament's number for the body",
        lambda q: _number(q.answering_body.id),
    ),
    Field(
        "body-short",
        Kind.KEYWORD,
        "Answering body, short name",
        "as the Linked Data API shortens it",
        lambda q: _text(q.answering_body.short_name),
    ),
    Field(
        "body-sort",
        Kind.KEYWORD,
        "Answering body, sort name",
        "as the Linked Data API files it",
        lambda q: _text(q.answering_body.sort_name),
    ),
    Field(
        "asked-id",
        Kind.KEYWORD,
        "Asking member number",
        "Parliament's number for the member",
        lambda q: _number(q.asked_by.member_id),
    ),
    Field(
        "answered-id",
        Kind.KEYWORD,
        "Answering member number",
        "Parliament's number for the member",
        lambda q: _number(_answer(q).answered_by.member_id),
    ),
    Field(
        "corrected-by", Kind.NAME, "Corrected by", "the minister who corrected", lambda q: _text(_answer(q).corrected_by.label)
    ),
    Field("constituency", Kind.NAME, "Constituency", "the asker's constituency", lambda q: _text(q.asked_by.constituency)),
    Field(
        "answered-constituency",
        Kind.NAME,
        "Answering member's constituency",
        "the minister's constituency",
        lambda q: _text(_answer(q).answered_by.constituency),
    ),
    Field("party", Kind.KEYWORD, "Party", "the asker's party", lambda q: _text(q.asked_by.party)),
    Field("session", Kind.KEYWORD, "Session", "the parliamentary session", lambda q: _text(q.session)),
    Field("file", Kind.KEYWORD, "Attachment file name", "the file name of an attachment", _attachments(lambda a: a.file_name)),
    Field(
        "property",
        Kind.KEYWORD,
        "Linked Data property",
        "a property only the Linked Data API has, as path=value",
        lambda q: q.properties,
    ),
    Field("file-title", Kind.NAME, "Attachment title", "the title of an attachment", _attachments(lambda a: a.title)),
)

FIELDS: dict[str, Field] = {field.name: field for field in _TABLE}
RANKED: tuple[Field, ...] = tuple(field for field in _TABLE if field.kind is Kind.TEXT)
"""The fields a word without a prefix is looked for in."""

PREFIXES: dict[str, Field] = {name: field for field in _TABLE for name in (field.name, *field.aliases)}


def not_collapsible(name: str) -> str:
    """The sentence that says records cannot be folded by a field."""
    fit = ", ".join(sorted(field.name for field in _TABLE if field.is_collapsible))
    return f"Results are folded by a field of single values ({fit}), not by {name!r}."


def unknown_field(name: str) -> str:
    """The sentence that says a field does not exist."""
    return f"There is no field called {name!r}; the fields are {', '.join(sorted(FIELDS))}."
