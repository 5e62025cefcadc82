"""The lists of the Linked Data API, the questions in each of them, and the properties that its items always have."""

from __future__ import annotations

import msgspec

from search.query.nodes import And, AnyOf, Exists, Node, Not, Or, TermRange
from web.linked_data.item_views import ANSWERED as NESTED
from web.linked_data.item_views import ANSWERS, TABLED

ANSWERED = Or((Exists("answered-on"), Exists("answer")))
"""Matches an answered question. For many answers the source gives no day."""

_COMMONS, _LORDS = AnyOf("house", ("Commons",)), AnyOf("house", ("Lords",))
_COMMONS_ANSWERED = And((ANSWERED, _COMMONS))

UNNAMED_MEMBER = "Member"
"""A member without a name has this word and a number in place of the name."""

_OWN_ADDRESS = Not(TermRange("id", ":"))
"""Matches records with a number. The addresses of others are made up: their ids begin with a letter, which sorts after ":"."""

_ALWAYS = (_OWN_ADDRESS, Exists("uin"), Exists("tabled"), Exists("body"), Exists("asked"))
_NAMED_ASKER = Not(TermRange("asked", f"{UNNAMED_MEMBER} ", f"{UNNAMED_MEMBER}!"))
_COMPLETE_QUESTION = And((*_ALWAYS, _NAMED_ASKER, Or((Exists("due"), Exists("answered-on")))))
_COMPLETE_ANSWER = And((*_ALWAYS, _NAMED_ASKER, Exists("answered-on"), Exists("answer")))


class Endpoint(msgspec.Struct, frozen=True):
    """A list: the path of its address, its name in words, the query that its records match, and its own view.

    ``complete`` matches the records with every property that the items of Parliament's list always had. ``own_params`` are
    parameters that not every list has: the days ``startDate`` and ``endDate``; ``q``, words of the answering body's name; and
    ``mnisId``, the number of the member who asked.
    """

    path: str
    label: str
    records: Node
    view: str
    complete: Node
    own_params: frozenset[str] = frozenset()

    def listing(self, *, lists_all: bool) -> str:
        """Return sentences that say which questions the list has, for its metadata."""
        if lists_all:
            return "Every question of the list, also those that lack properties."
        return f"{self.condition} WRANS_LINKED_DATA_ALL=yes lists all."

    @property
    def condition(self) -> str:
        """The sentence that says which properties a question needs to be in the list."""
        last = "an answer and its day" if self.complete is _COMPLETE_ANSWER else "the day that an answer was due or given"
        return (
            "Only questions with the properties that Parliament's list always had: a number of Parliament's, a UIN, a day "
            f"tabled, an answering body, an asker's name, and {last}."
        )


_ASKER = frozenset({"mnisId"})
_TABLED_DAYS = frozenset({"startDate", "endDate", "mnisId"})
_BODY = frozenset({"q", "mnisId"})


def _tabled(path: str, label: str, records: Node, own_params: frozenset[str]) -> Endpoint:
    return Endpoint(path, label, records, TABLED, _COMPLETE_QUESTION, own_params)


def _answers(path: str, label: str, own_params: frozenset[str]) -> Endpoint:
    return Endpoint(path, label, _COMMONS_ANSWERED, ANSWERS, _COMPLETE_ANSWER, own_params)


ENDPOINTS = {
    endpoint.path: endpoint
    for endpoint in (
        Endpoint("answeredquestions", "Answered questions", ANSWERED, NESTED, _COMPLETE_ANSWER),
        _answers("commonsansweredquestions", "Answered questions of the Commons", _ASKER),
        _answers("commonsansweredquestions/answeringdepartment", "Answered questions of the Commons by department", _BODY),
        _tabled("commonswrittenquestions", "Questions tabled in the Commons", _COMMONS, _ASKER),
        _tabled("commonswrittenquestions/tabled", "Questions tabled in the Commons by day", _COMMONS, _TABLED_DAYS),
        _tabled(
            "commonswrittenquestions/answeringdepartment", "Questions tabled in the Commons by department", _COMMONS, _BODY
        ),
        _tabled("lordswrittenquestions", "Questions tabled in the Lords", _LORDS, _ASKER),
        _tabled("lordswrittenquestions/tabled", "Questions tabled in the Lords by day", _LORDS, _TABLED_DAYS),
        _tabled("lordswrittenquestions/answeringdepartment", "Questions tabled in the Lords by department", _LORDS, _BODY),
    )
}
"""Every list by the path of its address."""
