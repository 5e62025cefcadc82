"""Facts about Parliament and its two APIs: names, numbers and URIs of the Houses, and the length of texts in lists."""

from __future__ import annotations

import re
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
"""Lists of the official API cut questions, and the plain text of answers, to this many characters."""

CUT_MARK = "..."
"""What lists of the official API append to an answer that they cut; a cut question has no mark."""

_SENTENCE_END = re.compile(r"[.?!][\"'\u2019\u201d)\]]*\s*\Z")


def is_cut_question(text: str, answer_html: str) -> bool:
    """Return whether a question of the official API is cut: it is as long as lists cut it, and nothing shows that it is whole.

    It is whole if its answer has tags, which lists leave out, or if it ends as a sentence does. Of 459 questions of this length
    in 64,000 records 404 had an answer with tags, and all of these ended with a full stop.
    """
    return len(text) == LIST_TEXT_CHARACTERS and "<" not in answer_html and not _SENTENCE_END.search(text)
