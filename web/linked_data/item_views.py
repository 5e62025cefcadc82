"""Selects the properties of an item: those of a named view, and others by their paths."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from search.model.question import Question
from web.linked_data.items import Item, item

DESCRIPTION = "description"
VIEWS = {
    DESCRIPTION: "every property of the lists",
    "AnsweredQuestions": "the same, under Parliament's name for it",
    "all": "every property",
    "basic": "only the UIN and the heading",
}
"""Every view by its name, with its label."""

_BASIC_PROPERTIES = ("uin", "hansardHeading")

EXTRA_PROPERTIES = ("dateTabled", "AnswerDate", "identifier", "session", "title")
"""Properties that an item has only in the view ``all``, or if they are requested by name."""


def item_in_view(question: Question, view: str, properties: Sequence[str]) -> Item:
    """Return the item of a record with the properties of a view and those at these paths."""
    whole = item(question)
    names = {path.partition(".")[0] for path in properties}
    if view == "all" or not names.isdisjoint(EXTRA_PROPERTIES):
        whole = {**_extra(question, EXTRA_PROPERTIES if view == "all" else names), **whole}
    if view != "basic":
        return whole
    paths = [path.split(".") for path in (*_BASIC_PROPERTIES, *properties)]
    return {"_about": whole["_about"], **_selected(whole, paths)}


def _extra(question: Question, names: Collection[str]) -> Item:
    tabled, due = question.tabled_on, question.due_on
    properties: dict[str, object] = {
        "dateTabled": {"_value": tabled.isoformat(), "_datatype": "dateTime"} if tabled else None,
        "AnswerDate": {"_value": due.isoformat(), "_datatype": "dateTime"} if due else None,
        "identifier": {"_value": question.uin} if question.uin else None,
        "session": [{"_value": question.session}] if question.session else None,
        "title": question.heading or None,
    }
    return {name: value for name, value in properties.items() if name in names and value is not None}


def _selected(node: object, paths: Sequence[Sequence[str]]) -> Item:
    """Return only the properties of a resource that lie on the paths, in nested resources too."""
    if not isinstance(node, dict):
        return {}
    selected: Item = {}
    for name in dict.fromkeys(path[0] for path in paths):
        if name in node:
            rests = [path[1:] for path in paths if path[0] == name]
            selected[name] = _selected_below(node[name], rests) if all(rests) else node[name]
    return selected


def _selected_below(node: object, paths: Sequence[Sequence[str]]) -> object:
    if isinstance(node, list):
        return [_selected_below(element, paths) for element in node]
    about = {"_about": node["_about"]} if isinstance(node, dict) and "_about" in node else {}
    return {**about, **_selected(node, paths)}
