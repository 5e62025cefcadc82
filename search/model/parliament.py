"""Facts about Parliament and its two APIs: the names, numbers and URIs of the Houses, and where list answers are cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from search.model.question import House

DATA_URI = "http://data.parliament.uk"
RESOURCES_URI = f"{DATA_URI}/resources/"
MEMBERS_URI = f"{DATA_URI}/members/"


class Legislature(NamedTuple):
    """A House as the Linked Data API writes it: its name, its number and its URI."""

    name: str
    number: str
    uri: str


LEGISLATURES: Mapping[House, Legislature] = {
    "Commons": Legislature("House of Commons", "1", f"{DATA_URI}/terms/25259"),
    "Lords": Legislature("House of Lords", "2", f"{DATA_URI}/terms/25277"),
}

HOUSE_OF: Mapping[str, House] = {text: house for house, legislature in LEGISLATURES.items() for text in legislature}
"""The House that a name, a number or a URI stands for."""

LIST_TEXT_CHARACTERS = 255
"""The official API's lists cut a question at this many characters, and the plain text of an answer too, with "..." after it."""

CUT_MARK = "..."
