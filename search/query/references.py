"""Recognise a text that names records rather than describing them: a UIN, or the address of a record."""

from __future__ import annotations

import re

from search.query.nodes import And, AnyOf, DateRange, Node, Or, Word
from search.text import dates
from search.text.analysis import fold

_UIN = re.compile(r"[(\[]?(?:UIN\s+)?(?P<uin>(?:HL)?\d{1,7})[)\].,?]*", re.IGNORECASE)
_RECORD_ADDRESS = re.compile(
    r"(?:https?://|/)?(?:[^\s/?#]+/){0,6}(?:resources|(?:answered)?questions)/(?P<id>[\w-]*\d[\w-]*)(?:\.[a-z]+)?/?(?:[?#]\S*)?",
    re.IGNORECASE,
)
_DETAIL_ADDRESS = re.compile(
    r"(?:\S*/)?(?P<tabled>\d{4}-\d\d-\d\d)/(?P<uin>(?:HL)?\d{1,7})/?(?:[?#]\S*)?", re.IGNORECASE
)  # the page of a question at questions-statements.parliament.uk: its date tabled and its UIN


def parse_reference(text: str) -> Node | None:
    """Return the query for a UIN or a record's address that is the whole text; None for any other text."""
    if reference := _UIN.fullmatch(text):
        uin = reference["uin"].upper()
        return Or((AnyOf("uin", (uin,)), AnyOf("id", (uin,)), Word(fold(uin))))
    if reference := _DETAIL_ADDRESS.fullmatch(text):
        try:
            day = dates.parse_period(reference["tabled"])
        except ValueError:
            return None
        return And((AnyOf("uin", (reference["uin"].upper(),)), DateRange("tabled", *day)))
    if reference := _RECORD_ADDRESS.fullmatch(text):
        return AnyOf("id", (reference["id"],))
    return None
