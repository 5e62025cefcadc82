"""How much of an item is shown: a named view, and the properties asked for beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from search.model.question import Question
from web.linked_data.items import Item, item

DESCRIPTION = "description"
VIEWS = {
    DESCRIPTION: "every property of the lists",
    "AnsweredQuestions": "the same, as Parliament named it",
    "all": "every property there is",
    "basic": "the number and the heading alone",
}
_BASIC = ("uin", "hansardHeading")

EXTRA = ("dateTabled", "AnswerDate", "identifier", "session", "title")
"""Properties that only the view ``all`` has, or that are asked for by name."""


def shown(question: Question, view: str, properties: Sequence[str]) -> Item:
    """The item of a record in a view, with the properties of these paths beside it."""
    whole = item(question)
    wanted = {path.partition(".")[0] for path in properties}
    if view == "all" or not wanted.isdisjoint(EXTRA):
        whole = {**_extra(question, EXTRA if view == "all" else wanted), **whole}
    if view != "basic":
        return whole
    paths = [path.split(".") for path in (*_BASIC, *properties)]
    return {"_about": whole["_about"], **_chosen(whole, paths)}


def _extra(question: Question, names: Collection[str]) -> Item:
    tabled, due = question.tabled_on, question.due_on
    found: dict[str, object] = {
        "dateTabled": {"_value": tabled.isoformat(), "_datatype": "dateTime"} if tabled else None,
        "AnswerDate": {"_value": due.isoformat(), "_datatype": "dateTime"} if due else None,
        "identifier": {"_value": question.uin} if question.uin else None,
        "session": [{"_value": question.session}] if question.session else None,
        "title": question.heading or None,
    }
    return {name: value for name, value in found.items() if name in names and value is not None}


def _chosen(node: object, paths: Sequence[Sequence[str]]) -> Item:
    """The properties of a thing that these paths begin with, and of what is below only what they go on to."""
    if not isinstance(node, dict):
        return {}
    found: Item = {}
    for name in dict.fromkeys(path[0] for path in paths):
        if name in node:
            below = [path[1:] for path in paths if path[0] == name]
            found[name] = node[name] if not all(below) else _below(node[name], below)
    return found


def _below(node: object, paths: Sequence[Sequence[str]]) -> object:
    if isinstance(node, list):
        return [_below(each, paths) for each in node]
    about = {"_about": node["_about"]} if isinstance(node, dict) and "_about" in node else {}
    return {**about, **_chosen(node, paths)}
