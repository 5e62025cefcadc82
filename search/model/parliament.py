"""Facts about Parliament and its two APIs: names, numbers and URIs of the Houses, and the length of texts in lists."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from search.model.question import House

DATA_URI = "http://data.parliament.uk"
RESOURCES_URI = f"{DATA_URI}/resources/"
MEMBERS_URI = f"{DATA_URI}/members/"


class Legislature(msgspec.Struct, frozen=True):
    """A House in the Linked Data API: its name, its number and its URI."""

    name: str
    number: str
    uri: str


LEGISLATURES: Mapping[House, Legislature] = {
    "Commons": Legislature("House of Commons", "1", f"{DATA_URI}/terms/25259"),
    "Lords": Legislature("House of Lords", "2", f"{DATA_URI}/terms/25277"),
}

HOUSE_OF: Mapping[str, House] = {
    identifier: house
    for house, legislature in LEGISLATURES.items()
    for identifier in (legislature.name, legislature.number, legislature.uri)
}
"""The House by its name, number or URI in the Linked Data API."""

LIST_TEXT_CHARACTERS = 255
"""Lists of the official API cut questions, and the plain text of answers, to this many characters and append ``CUT_MARK``."""

CUT_MARK = "..."
