"""The Linked Data API's property paths (``answer.dateOfAnswer``), and the field of ``FIELDS`` that each one maps to.

Values that map to no field are stored with the record as ``path=value`` and indexed in the field ``property``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import msgspec

from search.model.field_types import NO, YES
from search.model.parliament import LEGISLATURES

TEXT_PATHS = {"questionText": "question", "answer.answerText": "answer"}
"""Paths whose values are too long to index whole, with the fields that index their words."""

MAX_PROPERTY_CHARACTERS = 1_000
"""Longer values are not stored as properties."""

PROPERTY_FIELD = "property"
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", re.ASCII)


class PropertyPath(msgspec.Struct, frozen=True):
    """``field`` indexes the path's values. ``parse`` converts a value of the API to a value of the field, or None."""

    field: str
    parse: Callable[[str], str | None]


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _member_name(text: str) -> str:
    """Return a member's name. The API prints "," alone for an unknown name."""
    return _single_spaced(text).strip(" ,")


def _flag(text: str) -> str | None:
    return {"true": YES, "false": NO}.get(text.strip().lower())


def _member_id(text: str) -> str | None:
    match = re.fullmatch(r"https?://data\.parliament\.uk/members/([0-9]{1,18})", text.strip())
    return str(int(match[1])) if match else None


def _legislature(text: str) -> str | None:
    uri = text.strip().replace("https://", "http://", 1)
    return next((legislature.name for legislature in LEGISLATURES.values() if legislature.uri == uri), None)


PATHS: Mapping[str, PropertyPath] = {
    "AnsweringBody": PropertyPath("body", _single_spaced),
    "answeringDeptId": PropertyPath("body-id", _single_spaced),
    "answeringDeptShortName": PropertyPath("body-short", _single_spaced),
    "answeringDeptSortName": PropertyPath("body-sort", _single_spaced),
    "date": PropertyPath("tabled", _single_spaced),
    "hansardHeading": PropertyPath("heading", _single_spaced),
    "houseId": PropertyPath("house-id", _single_spaced),
    "legislature": PropertyPath("legislature", _legislature),
    "legislature.prefLabel": PropertyPath("legislature", _single_spaced),
    "registeredInterest": PropertyPath("interest", _flag),
    "tablingMember": PropertyPath("asked-id", _member_id),
    "tablingMemberPrinted": PropertyPath("asked", _member_name),
    "tablingMemberConstituency": PropertyPath("constituency", _single_spaced),
    "uin": PropertyPath("uin", _single_spaced),
    "answer.answeringMember": PropertyPath("answered-id", _member_id),
    "answer.answeringMemberPrinted": PropertyPath("answered", _member_name),
    "answer.answeringMemberConstituency": PropertyPath("answered-constituency", _single_spaced),
    "answer.dateOfAnswer": PropertyPath("answered-on", _single_spaced),
    "answer.groupedQuestionUIN": PropertyPath("group", _single_spaced),
    "answer.isMinisterialCorrection": PropertyPath("correction", _flag),
    "answer.attachment.fileName": PropertyPath("file", _single_spaced),
    "answer.attachment.title": PropertyPath("file-title", _single_spaced),
}
"""Every path that maps to a field of whole values."""


def leaf_values(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every (path, value) of an item, nested ones too: literals as text, related resources by their URIs."""
    if isinstance(node, dict) and "_value" not in node:
        if path and isinstance(about := node.get("_about"), str):
            yield path, about
        for name, child in node.items():
            if not name.startswith("_"):
                yield from leaf_values(child, f"{path}.{name}" if path else name)
    elif isinstance(node, list):
        for item in node:
            yield from leaf_values(item, path)
    else:
        value = node["_value"] if isinstance(node, dict) else node
        if value is not None:
            yield path, str(value).lower() if isinstance(value, bool) else str(value)


def property_value(path: str, value: str) -> str:
    """Return a value as the field ``property`` indexes it. Time stamps lose their final Z, so that they sort by time."""
    text = _single_spaced(value)
    return f"{path}={text[:-1] if _TIMESTAMP.fullmatch(text) else text}"


def unmapped_properties(item: Mapping[str, object]) -> tuple[str, ...]:
    """Return the properties of an item that map to no field, each as ``path=value``, without repeats."""
    pairs = (
        (path, value) for path, value in leaf_values(item) if path not in PATHS and path not in TEXT_PATHS and path != "answer"
    )
    return tuple(
        dict.fromkeys(property_value(path, value) for path, value in pairs if 0 < len(value.strip()) <= MAX_PROPERTY_CHARACTERS)
    )
