"""Recognise the address of a question, at this site, at Parliament's sites and APIs, and at TheyWorkForYou."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote

import msgspec

from search.text import dates

_SCHEME = r"(?:https?://|/)?"
_FOLDERS = r"(?:[^\s/?#]+/){0,6}"
_UIN = r"(?:HL)?[0-9]{1,7}"
_END = r"/?(?:[?#]\S*)?"
_DETAIL = re.compile(
    rf"(?:\S*/)?(?P<tabled>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})/(?P<uin>{_UIN})(?:\.[a-z]+)?{_END}", re.IGNORECASE
)
"""The page of a question at questions-statements.parliament.uk, or at its API: its date tabled and its UIN."""

_RECORD = re.compile(
    rf"{_SCHEME}{_FOLDERS}(?:resources|[a-z]*questions)/(?P<id>[\w-]*[0-9][\w-]*)(?:\.[a-z]+)?(?:/[a-z]+)?{_END}", re.IGNORECASE
)
"""The page or the data of a record, by its id."""

_THEYWORKFORYOU = re.compile(
    r"(?:\S*(?:theyworkforyou|publicwhip)\S*?[/=])?(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[a-z]?"
    rf"\.(?P<number>{_UIN}(?:\.[0-9]+)?)(?:\.(?:[a-z]+[0-9]*))?(?:[&#]\S*)?",
    re.IGNORECASE,
)
"""A question at TheyWorkForYou, or its id there: the day tabled or answered, and the UIN or a number of its own."""

_HAS_HOST = re.compile(r"https?://|www\.|/|[\w.-]+\.[a-z]{2,}/|localhost\b|uk\.org\.publicwhip", re.IGNORECASE)
_AROUND = "\"'()[]<>{},;.\u201c\u201d\u2018\u2019"


class QuestionAddress(msgspec.Struct, frozen=True):
    """The question that an address names: by ``ids`` of the record, or by the UIN and the day it was tabled or answered."""

    ids: tuple[str, ...] = ()
    uin: str = ""
    day: date | None = None
    is_day_tabled: bool = True
    has_host: bool = False


def read_address(chunk: str) -> QuestionAddress | None:
    """Read an address, which has no white space; None if it is not the address of a question."""
    address = chunk.strip(_AROUND)
    if "%" in address:
        address = unquote(address)
    has_host = _HAS_HOST.match(address) is not None
    if match := _DETAIL.fullmatch(address):
        return _dated(match["tabled"], match["uin"], has_host=has_host)
    if match := _THEYWORKFORYOU.fullmatch(address):
        return _of_theyworkforyou(match, has_host)
    if match := _RECORD.fullmatch(address):
        return QuestionAddress((match["id"],), has_host=has_host)
    return None


def _of_theyworkforyou(match: re.Match[str], has_host: bool) -> QuestionAddress | None:
    number = match["number"].upper()
    if not number.replace("HL", "").isdigit():  # an old id, which has a column and a place in it
        day = match["day"]
        return QuestionAddress(tuple(f"{house}-{day}-{number}.q0" for house in ("commons", "lords")), has_host=has_host)
    address = _dated(match["day"], number, has_host=has_host)
    return msgspec.structs.replace(address, is_day_tabled=False) if address else None


def _dated(day: str, uin: str, *, has_host: bool) -> QuestionAddress | None:
    try:
        return QuestionAddress(uin=uin.upper(), day=dates.parse_period(day)[0], has_host=has_host)
    except ValueError:
        return None
