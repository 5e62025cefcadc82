"""The lists of the Linked Data API, and which questions each of them holds."""

from __future__ import annotations

from dataclasses import dataclass

from search.query.nodes import And, AnyOf, Exists, Node, Or

ANSWERED = Or((Exists("answered-on"), Exists("answer")))
"""Many records have an answer whose day the source does not give."""

_COMMONS, _LORDS = AnyOf("house", ("Commons",)), AnyOf("house", ("Lords",))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A list: the path of its address, what it is of, in words, and the records it holds.

    ``takes`` are parameters of its own: the days ``startDate`` and ``endDate``, the words ``q`` of the answering body's
    name, and ``mnisId``, the number of the member who asked.
    """

    path: str
    label: str
    holds: Node
    takes: frozenset[str] = frozenset()


_ASKER = frozenset({"mnisId"})
_TABLED = frozenset({"startDate", "endDate", "mnisId"})
_BODY = frozenset({"q", "mnisId"})

ENDPOINTS = {
    each.path: each
    for each in (
        Endpoint("answeredquestions", "Answered questions", ANSWERED),
        Endpoint("commonsansweredquestions", "Answered questions of the Commons", And((ANSWERED, _COMMONS)), _ASKER),
        Endpoint(
            "commonsansweredquestions/answeringdepartment",
            "Answered questions of the Commons by department",
            And((ANSWERED, _COMMONS)),
            _BODY,
        ),
        Endpoint("commonswrittenquestions", "Questions tabled in the Commons", _COMMONS, _ASKER),
        Endpoint("commonswrittenquestions/tabled", "Questions tabled in the Commons by day", _COMMONS, _TABLED),
        Endpoint(
            "commonswrittenquestions/answeringdepartment", "Questions tabled in the Commons by department", _COMMONS, _BODY
        ),
        Endpoint("lordswrittenquestions", "Questions tabled in the Lords", _LORDS, _ASKER),
        Endpoint("lordswrittenquestions/tabled", "Questions tabled in the Lords by day", _LORDS, _TABLED),
        Endpoint("lordswrittenquestions/answeringdepartment", "Questions tabled in the Lords by department", _LORDS, _BODY),
    )
}
