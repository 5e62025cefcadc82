"""The Linked Data API's property paths (``answer.dateOfAnswer``), and the field of ``FIELDS`` each of them is.

What no field holds is kept beside a record as ``path=value`` and is the field ``property``. Nothing here reads a request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import msgspec

from search.model.fields import NO, YES
from search.model.parliament import LEGISLATURES

TEXT_PATHS = {"questionText": "question", "answer.answerText": "answer"}
"""The paths whose values are texts, too long to be kept as whole values, with the fields that hold their words."""

MAX_PROPERTY_CHARACTERS = 1_000
"""Characters of the longest value that is kept as a property."""

PROPERTY_FIELD = "property"


class PropertyPath(msgspec.Struct, frozen=True):
    """``field`` holds the path's values; ``parse`` turns one as the API writes it into the field's, None when it is none."""

    field: str
    parse: Callable[[str], str | None]


def _plain(written: str) -> str:
    return " ".join(written.split())


def _printed(written: str) -> str:
    """A member's name; the API prints "," alone where it knows none."""
    return _plain(written).strip(" ,")


def _flag(written: str) -> str | None:
    return {"true": YES, "false": NO}.get(written.strip().lower())


def _member(written: str) -> str | None:
    found = re.fullmatch(r"https?://data\.parliament\.uk/members/([0-9]{1,18})", written.strip())
    return str(int(found[1])) if found else None


def _legislature(written: str) -> str | None:
    secure = written.strip().replace("https://", "http://", 1)
    return next((legislature.name for legislature in LEGISLATURES.values() if legislature.uri == secure), None)


PATHS: Mapping[str, PropertyPath] = {
    "AnsweringBody": PropertyPath("body", _plain),
    "answeringDeptId": PropertyPath("body-id", _plain),
    "answeringDeptShortName": PropertyPath("body-short", _plain),
    "answeringDeptSortName": PropertyPath("body-sort", _plain),
    "date": PropertyPath("tabled", _plain),
    "hansardHeading": PropertyPath("heading", _plain),
    "houseId": PropertyPath("house-id", _plain),
    "legislature": PropertyPath("legislature", _legislature),
    "legislature.prefLabel": PropertyPath("legislature", _plain),
    "registeredInterest": PropertyPath("interest", _flag),
    "tablingMember": PropertyPath("asked-id", _member),
    "tablingMemberPrinted": PropertyPath("asked", _printed),
    "tablingMemberConstituency": PropertyPath("constituency", _plain),
    "uin": PropertyPath("uin", _plain),
    "answer.answeringMember": PropertyPath("answered-id", _member),
    "answer.answeringMemberPrinted": PropertyPath("answered", _printed),
    "answer.answeringMemberConstituency": PropertyPath("answered-constituency", _plain),
    "answer.dateOfAnswer": PropertyPath("answered-on", _plain),
    "answer.groupedQuestionUIN": PropertyPath("group", _plain),
    "answer.isMinisterialCorrection": PropertyPath("correction", _flag),
    "answer.attachment.fileName": PropertyPath("file", _plain),
    "answer.attachment.title": PropertyPath("file-title", _plain),
}
"""Every path a field holds."""


def leaf_values(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of an item with its path: literals as text, related things by their addresses, those below them too."""
    if isinstance(node, dict) and "_value" not in node:
        if path and isinstance(about := node.get("_about"), str):
            yield path, about
        for name, below in node.items():
            if not name.startswith("_"):
                yield from leaf_values(below, f"{path}.{name}" if path else name)
    elif isinstance(node, list):
        for each in node:
            yield from leaf_values(each, path)
    else:
        value = node["_value"] if isinstance(node, dict) else node
        if value is not None:
            yield path, str(value).lower() if isinstance(value, bool) else str(value)


def property_value(path: str, value: str) -> str:
    """A value as the field ``property`` holds it. Time stamps lose their final Z, so that they sort as times do."""
    kept = _plain(value)
    return f"{path}={kept[:-1] if _STAMP.fullmatch(kept) else kept}"


_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", re.ASCII)


def unmapped_properties(item: Mapping[str, object]) -> tuple[str, ...]:
    """What an item says that no field holds, and no text."""
    found = (
        (path, value) for path, value in leaf_values(item) if path not in PATHS and path not in TEXT_PATHS and path != "answer"
    )
    return tuple(
        dict.fromkeys(property_value(path, value) for path, value in found if 0 < len(value.strip()) <= MAX_PROPERTY_CHARACTERS)
    )
