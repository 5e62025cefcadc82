"""Turns the parameters of a request into a query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from search.engine import Engine
from search.pipeline.reference_search import text_query
from search.query.nodes import And, AnyOf, DateRange, Exists, Node, Not, Or, TermRange
from search.query.request import SortKey
from web.official_api import sessions
from web.official_api.parameters import Parameters

ORDER = (SortKey("activity", descending=True),)
"""The latest activity first, then the tie-break order of the index: the newest tabled first."""

HAS_NUMERIC_ID = Not(TermRange("id", ":"))
"""Matches records with a number. Records of TheyWorkForYou have none: their ids begin with a letter, which sorts after ":"."""

HAS_ANSWER = Or((AnyOf("state", ("holding", "answered", "corrected")), Exists("answered-on"), Exists("answer")))
"""Matches questions with any answer, even a holding answer. The state of a withdrawn question does not show its answer."""

_DATE_FIELDS = {"tabled": "tabled", "dateForAnswer": "due", "answered": "answered-on", "corrected": "corrected-on"}
_MEMBER_FIELDS = {"askingMemberId": "asked-id", "answeringMemberId": "answered-id"}
_ANSWERED_CHOICES = {
    "answered": ("Any", "Answered", "Unanswered"),
    "questionStatus": ("AllQuestions", "AnsweredOnly", "NotAnswered"),
}


def list_query(params: Parameters, engine: Engine) -> Node:
    """Return the query of a list."""
    nodes = [
        HAS_NUMERIC_ID,
        *_members(params),
        *_dates(params),
        *_answered(params),
        *_body_house_and_uin(params),
        *session_filter(params, engine),
        *_search_term(params, engine),
    ]
    if not params.flag("includeWithdrawn"):
        nodes.append(Not(AnyOf("state", ("withdrawn",))))
    return And(tuple(nodes))


def session_filter(params: Parameters, engine: Engine) -> Iterator[Node]:
    """Yield the filter for the current session, if requested: the session in which the newest question here was tabled."""
    if params.choice("sessionStatus", ("Any", "Current")) == "Current":
        tabled = engine.info().tabled
        yield DateRange("tabled", sessions.first_day(tabled[1] if tabled else date.max))


def _members(params: Parameters) -> Iterator[Node]:
    for name, field in _MEMBER_FIELDS.items():
        number = params.number(name)
        if number is not None:
            yield AnyOf(field, (str(number),))
    if members := tuple(map(str, params.numbers("members"))):
        yield Or(tuple(AnyOf(field, members) for field in _MEMBER_FIELDS.values()))


def _dates(params: Parameters) -> Iterator[Node]:
    for name, field in _DATE_FIELDS.items():
        start, end = params.day(f"{name}WhenFrom"), params.day(f"{name}WhenTo")
        if start or end:
            yield DateRange(field, start, end)


def _answered(params: Parameters) -> Iterator[Node]:
    for name, choices in _ANSWERED_CHOICES.items():
        match choices.index(params.choice(name, choices)):
            case 1:
                yield HAS_ANSWER
            case 2:
                yield Not(HAS_ANSWER)


def _body_house_and_uin(params: Parameters) -> Iterator[Node]:
    if bodies := tuple(map(str, params.numbers("answeringBodies"))):
        yield AnyOf("body-id", bodies)
    house = params.choice("house", ("Bicameral", "Commons", "Lords"))
    if house != "Bicameral":
        yield AnyOf("house", (house,))
    if uin := params.text("uIN"):
        yield AnyOf("uin", (uin.upper(),))


def _search_term(params: Parameters, engine: Engine) -> Iterator[Node]:
    """Yield the query of the search term, in the site's query language. Its problems become notes."""
    if text := params.text("searchTerm"):
        parsed = text_query(engine, text)
        params.notes += [f"searchTerm: {problem.message}" for problem in parsed.problems]
        yield parsed.tree
