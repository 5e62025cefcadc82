"""Turns the parameters of a request into a query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from search.engine import Engine
from search.model.sessions import session_of
from search.people.member import Role
from search.query.nodes import And, AnyOf, DateRange, Exists, Node, Not, Or, TermRange
from search.query.request import SortKey
from web.api_queries.member_numbers import MemberNumbers
from web.api_queries.text_query import TextQuery, text_query
from web.official_api.parameters import Parameters

ORDER = (SortKey("activity", descending=True),)
"""The latest activity first, then the tie-break order of the index: the newest tabled first."""

HAS_NUMERIC_ID = Not(TermRange("id", ":"))
"""Matches records with a number. Records of TheyWorkForYou have none: their ids begin with a letter, which sorts after ":"."""

HAS_ANSWER = Or((AnyOf("state", ("holding", "answered", "corrected")), Exists("answered-on"), Exists("answer")))
"""Matches questions with any answer, even a holding answer. The state of a withdrawn question does not show its answer."""

_DATE_FIELDS = {"tabled": "tabled", "dateForAnswer": "due", "answered": "answered-on", "corrected": "corrected-on"}
_MEMBERS: dict[str, Role] = {"askingMemberId": "asked", "answeringMemberId": "answered"}
_ANSWERED_CHOICES = {
    "answered": ("Any", "Answered", "Unanswered"),
    "questionStatus": ("AllQuestions", "AnsweredOnly", "NotAnswered"),
}


class ListQuery(msgspec.Struct, frozen=True):
    """The query of a list. ``narrowed_by`` is the query without the search term, ``text`` that of the search term."""

    narrowed_by: Node
    text: TextQuery | None

    @property
    def query(self) -> Node:
        """The query that the records of the list match."""
        return And((self.text.query, self.narrowed_by)) if self.text else self.narrowed_by


def list_query(params: Parameters, engine: Engine, members: MemberNumbers) -> ListQuery:
    """Return the query of a list. Corrections of its search term, and parts that could not be read, become notes."""
    nodes = [
        HAS_NUMERIC_ID,
        *_members(params, members),
        *_dates(params),
        *_answered(params),
        *_body_house_and_uin(params),
        *session_filter(params, engine),
    ]
    if not params.flag("includeWithdrawn"):
        nodes.append(Not(AnyOf("state", ("withdrawn",))))
    term = params.text("searchTerm")
    text = text_query(engine, term, ORDER) if term else None
    params.notes += [f"searchTerm: {note}" for note in (text.notes if text else ())]
    return ListQuery(And(tuple(nodes)), text)


def session_filter(params: Parameters, engine: Engine) -> Iterator[Node]:
    """Yield the filter for the current session, if requested: the session in which the newest question here was tabled."""
    if params.choice("sessionStatus", ("Any", "Current")) == "Current":
        tabled = engine.info().tabled
        session = session_of(tabled[1] if tabled else date.max)
        yield DateRange("tabled", session.first_day if session else None)


def _members(params: Parameters, members: MemberNumbers) -> Iterator[Node]:
    for name, role in _MEMBERS.items():
        number = params.number(name)
        if number is not None:
            yield members.records_of(role, str(number))
    if numbers := tuple(map(str, params.numbers("members"))):
        yield Or(tuple(members.records_of(role, *numbers) for role in _MEMBERS.values()))


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
