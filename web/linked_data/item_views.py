"""Selects the properties of an item: those of a named view, and others by their paths.

Each list has a view of its own, which is its default: ``/answeredquestions`` nests the answer in the question, the lists of
tabled questions have the question alone, and ``/commonsansweredquestions`` has the properties of the answer at the top.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from search.model.question import Question
from search.model.sessions import session_of
from web.linked_data.items import Item, item

DESCRIPTION, ALL, BASIC = "description", "all", "basic"
ANSWERED, TABLED, ANSWERS = "AnsweredQuestions", "Written Questions", "Commons Written Answers"
VIEWS = {
    DESCRIPTION: "the list's own view",
    ANSWERED: "the question, with the answer nested in it: the view of answeredquestions",
    TABLED: "the question alone: the view of commonswrittenquestions and lordswrittenquestions",
    ANSWERS: "the question and the answer side by side: the view of commonsansweredquestions",
    ALL: "every property",
    BASIC: "only the UIN and the heading",
}
"""Every view by its name, with its label."""

_OTHER_NAMES = {
    "commonswrittenquestions": TABLED,
    "lordswrittenquestions": TABLED,
    "lordsquestions": TABLED,
    "commonsansweredquestions": ANSWERS,
    "writtenanswers": ANSWERS,
}
"""Names of the lists in Parliament's catalogue, which clients send as views, without spaces and capitals."""

_BASIC_PROPERTIES = ("uin", "hansardHeading")
_TABLED_PROPERTIES = ("AnsweringBody", "questionText", "tablingMember", "tablingMemberPrinted", "uin")

EXTRA_PROPERTIES = (
    "AnswerDate",
    "answeringDepartment",
    "dateTabled",
    "identifier",
    "parliamentNumber",
    "session",
    "sessionNumber",
    "title",
)
"""Properties that an item has only in some views, or if they are requested by name."""

_TABLED_EXTRAS = ("AnswerDate", "dateTabled", "title")

MAX_CACHED_SELECTIONS = 256
"""Selections of properties whose grouping by first name is cached. All items of a list have the same one."""


def view_of(name: str) -> str | None:
    """Return the view of a name, in any case and spacing; None if there is none."""
    key = "".join(name.split()).lower()
    return next((view for view in VIEWS if "".join(view.split()).lower() == key), _OTHER_NAMES.get(key))


def item_in_view(question: Question, view: str, properties: Sequence[str], default: str = ANSWERED) -> Item:
    """Return the item of a record with the properties of a view and those at these paths. ``default`` is the list's view."""
    names = [path.partition(".")[0] for path in properties]
    view = default if view == DESCRIPTION else view
    has_answer = view not in (TABLED, BASIC) or "answer" in names
    whole = item(question if has_answer or not question.answer else replace(question, answer=None))
    extras = _extras(question, EXTRA_PROPERTIES if view == ALL else (*names, *_TABLED_EXTRAS) if view == TABLED else names)
    if view == ALL:
        return {**extras, **whole}
    if view == ANSWERED:
        return {**extras, **whole}
    if view == ANSWERS:
        return {**extras, **_side_by_side(whole, names)}
    own = _TABLED_PROPERTIES if view == TABLED else _BASIC_PROPERTIES
    selected = {**extras, **_selected(whole, (*own, *properties))}
    return {"_about": whole["_about"], **{name: selected[name] for name in sorted(selected, key=str.lower)}}


def _extras(question: Question, names: Collection[str]) -> Item:
    if not names:
        return {}
    due = question.due_on or (question.answer.answered_on if question.answer else None)
    session = session_of(question.tabled_on) if question.tabled_on else None
    properties: Mapping[str, object] = {
        "AnswerDate": _day(due),
        "answeringDepartment": question.answering_body.name or None,
        "dateTabled": _day(question.tabled_on),
        "identifier": {"_value": question.uin} if question.uin else None,
        "parliamentNumber": {"_value": str(session.parliament)} if session else None,
        "session": [name] if (name := question.session or (session.linked_data_name if session else "")) else None,
        "sessionNumber": {"_value": str(session.number)} if session else None,
        "title": question.heading or _title(question),
    }
    return {name: value for name, value in properties.items() if name in names and value is not None}


def _title(question: Question) -> str:
    """Return a title in the words of Parliament's API, for a question without a heading."""
    session = session_of(question.tabled_on) if question.tabled_on else None
    name = session.linked_data_name if session else ""
    return " ".join(filter(None, (f"House of {question.house} Tabled Parliamentary Question", name, question.uin)))


def _day(day: date | None) -> Item | None:
    return {"_value": day.isoformat(), "_datatype": "dateTime"} if day else None


def _side_by_side(whole: Item, names: Collection[str]) -> Item:
    """Return an item with the properties of its answer at the top; the answer itself only if it is among the names."""
    answer = {name: value for name, value in whole.get("answer", {}).items() if name != "_about"}
    question = {name: value for name, value in whole.items() if name != "answer" or name in names}
    return {**question, **answer}


def _selected(node: object, paths: tuple[str, ...]) -> Item:
    """Return only the properties of a resource that lie on the paths, in nested resources too."""
    if not isinstance(node, dict):
        return {}
    return {
        name: node[name] if "" in rests else _selected_below(node[name], rests)
        for name, rests in _by_first_name(paths).items()
        if name in node
    }


@lru_cache(MAX_CACHED_SELECTIONS)
def _by_first_name(paths: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return the rests of the paths by their first names; "" is the rest of a path of one name."""
    rests: dict[str, tuple[str, ...]] = {}
    for name, _, rest in (path.partition(".") for path in paths):
        rests[name] = (*rests.get(name, ()), rest)
    return rests


def _selected_below(node: object, paths: tuple[str, ...]) -> object:
    if isinstance(node, list):
        return [_selected_below(element, paths) for element in node]
    about = {"_about": node["_about"]} if isinstance(node, dict) and "_about" in node else {}
    return {**about, **_selected(node, paths)}
