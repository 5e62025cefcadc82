"""What a request of the official API asks the engine for, from its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from search.engine import Engine
from search.query.nodes import And, AnyOf, DateRange, Exists, Node, Not, Or, TermRange
from search.query.parser import parse
from search.query.request import SortKey
from web.official_api import sessions
from web.official_api.parameters import Parameters

ORDER = (SortKey("activity", descending=True),)
"""The newest activity first, then the settled order: newest tabled first."""

NUMBERED = Not(TermRange("id", ":"))
"""Records with a number. TheyWorkForYou gives none: ids made for it begin with a letter, beyond ":", which follows "9"."""

HAS_ANSWER = Or((AnyOf("state", ("holding", "answered", "corrected")), Exists("answered-on"), Exists("answer")))
"""An answer of any kind, a holding one too. Of a withdrawn question its state does not say whether it was answered."""

_DAYS = {"tabled": "tabled", "dateForAnswer": "due", "answered": "answered-on", "corrected": "corrected-on"}
_PEOPLE = {"askingMemberId": "asked-id", "answeringMemberId": "answered-id"}
_ANSWERED = {
    "answered": ("Any", "Answered", "Unanswered"),
    "questionStatus": ("AllQuestions", "AnsweredOnly", "NotAnswered"),
}


def listed(given: Parameters, engine: Engine) -> Node:
    """The records a list request asks for."""
    parts = [
        NUMBERED,
        *_people(given),
        *_between(given),
        *_answered(given),
        *_where(given),
        *in_session(given, engine),
        *_words(given),
    ]
    if not given.flag("includeWithdrawn"):
        parts.append(Not(AnyOf("state", ("withdrawn",))))
    return And(tuple(parts))


def in_session(given: Parameters, engine: Engine) -> Iterator[Node]:
    """Those of the current session, if only these are asked for: the one in which the newest question here was tabled."""
    if given.choice("sessionStatus", ("Any", "Current")) == "Current":
        tabled = engine.info().tabled
        yield DateRange("tabled", sessions.began(tabled[1] if tabled else date.max))


def _people(given: Parameters) -> Iterator[Node]:
    for name, field in _PEOPLE.items():
        number = given.number(name)
        if number is not None:
            yield AnyOf(field, (str(number),))
    if members := tuple(map(str, given.numbers("members"))):
        yield Or(tuple(AnyOf(field, members) for field in _PEOPLE.values()))


def _between(given: Parameters) -> Iterator[Node]:
    for name, field in _DAYS.items():
        start, end = given.day(f"{name}WhenFrom"), given.day(f"{name}WhenTo")
        if start or end:
            yield DateRange(field, start, end)


def _answered(given: Parameters) -> Iterator[Node]:
    for name, choices in _ANSWERED.items():
        match choices.index(given.choice(name, choices)):
            case 1:
                yield HAS_ANSWER
            case 2:
                yield Not(HAS_ANSWER)


def _where(given: Parameters) -> Iterator[Node]:
    if bodies := tuple(map(str, given.numbers("answeringBodies"))):
        yield AnyOf("body-id", bodies)
    house = given.choice("house", ("Bicameral", "Commons", "Lords"))
    if house != "Bicameral":
        yield AnyOf("house", (house,))
    if uin := given.text("uIN"):
        yield AnyOf("uin", (uin.upper(),))


def _words(given: Parameters) -> Iterator[Node]:
    """The search term as the site reads it; what could not be used of it is noted."""
    if text := given.text("searchTerm"):
        reading = parse(text)
        given.notes += [f"searchTerm: {problem.message}" for problem in reading.problems]
        yield reading.tree
