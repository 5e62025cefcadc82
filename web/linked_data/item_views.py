"""Selects the properties of an item: those of a named view, and others by their paths.

Each list has a view of its own, which is its default: ``/answeredquestions`` nests the answer in the question, the lists of
tabled questions have the question alone, and ``/commonsansweredquestions`` has the properties of the answer at the top.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

from search.model.question import Question
from search.model.sessions import Session, session_of
from web.linked_data.items import Item, date_literal, item, literal

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
    if view in (TABLED, BASIC):
        return _with_own_properties(question, view, names, properties)
    extras, whole = _extras(question, EXTRA_PROPERTIES if view == ALL else names), item(question)
    return {**extras, **(_side_by_side(whole, names) if view == ANSWERS else whole)}


def _with_own_properties(question: Question, view: str, names: Sequence[str], properties: Sequence[str]) -> Item:
    """Return the item with the properties of a view of the question alone, and those at these paths."""
    paths = (*(_TABLED_PROPERTIES if view == TABLED else _BASIC_PROPERTIES), *properties)
    whole = item(question, _by_first_name(paths))
    extras = _extras(question, (*names, *_TABLED_EXTRAS) if view == TABLED else names)
    selected = {**extras, **_selected(whole, paths)}
    return {"_about": whole["_about"], **{name: selected[name] for name in sorted(selected, key=str.lower)}}


def _extras(question: Question, names: Collection[str]) -> Item:
    made = ((name, make(question)) for name, make in _EXTRAS.items() if name in names)
    return {name: value for name, value in made if value is not None}


def _session(question: Question) -> Session | None:
    return session_of(question.tabled_on) if question.tabled_on else None


def _session_names(question: Question) -> list[str] | None:
    session = _session(question)
    name = question.session or (session.linked_data_name if session else "")
    return [name] if name else None


def _title(question: Question) -> str:
    """Return a title in the words of Parliament's API, for a question without a heading."""
    session = _session(question)
    name = session.linked_data_name if session else ""
    return " ".join(filter(None, (f"House of {question.house} Tabled Parliamentary Question", name, question.uin)))


def _due_day(question: Question) -> Item | None:
    return date_literal(question.due_on or (question.answer.answered_on if question.answer else None))


_EXTRAS: Mapping[str, Callable[[Question], object]] = {
    "AnswerDate": _due_day,
    "answeringDepartment": lambda question: question.answering_body.name or None,
    "dateTabled": lambda question: date_literal(question.tabled_on),
    "identifier": lambda question: literal(question.uin),
    "parliamentNumber": lambda question: literal(str(session.parliament)) if (session := _session(question)) else None,
    "session": _session_names,
    "sessionNumber": lambda question: literal(str(session.number)) if (session := _session(question)) else None,
    "title": lambda question: question.heading or _title(question),
}
"""How each of ``EXTRA_PROPERTIES`` is made from a record; None if the record does not have it."""

EXTRA_PROPERTIES = tuple(_EXTRAS)
"""Properties that an item has only in some views, or if they are requested by name."""


def _side_by_side(whole: Item, names: Collection[str]) -> Item:
    """Return an item with the properties of its answer at the top; the answer itself only if it is among the names."""
    answer = {name: value for name, value in whole.get("answer", {}).items() if name != "_about"}
    question = {name: value for name, value in whole.items() if name != "answer" or name in names}
    return {**question, **answer}


def _selected(node: object, paths: tuple[str, ...]) -> Item:
    """Return only the properties of a resource that are on the paths, in nested resources too."""
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
