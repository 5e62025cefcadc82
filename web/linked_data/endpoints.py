"""The lists of the Linked Data API, and the questions in each of them."""

from __future__ import annotations

import msgspec

from search.query.nodes import And, AnyOf, Exists, Node, Or

ANSWERED = Or((Exists("answered-on"), Exists("answer")))
"""Matches an answered question. For many answers the source gives no day."""

_COMMONS, _LORDS = AnyOf("house", ("Commons",)), AnyOf("house", ("Lords",))


class Endpoint(msgspec.Struct, frozen=True):
    """A list: the path of its address, its name in words, and the query that its records match.

    ``own_params`` are parameters that not every list has: the days ``startDate`` and ``endDate``; ``q``, words of the answering
    body's name; and ``mnisId``, the number of the member who asked.
    """

    path: str
    label: str
    records: Node
    own_params: frozenset[str] = frozenset()


_ASKER = frozenset({"mnisId"})
_TABLED = frozenset({"startDate", "endDate", "mnisId"})
_BODY = frozenset({"q", "mnisId"})

ENDPOINTS = {
    endpoint.path: endpoint
    for endpoint in (
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
"""Every list by the path of its address."""
