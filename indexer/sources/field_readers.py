"""Readers of dates, UINs, names and addresses, shared by all sources. An invalid value is left out, with a warning. A value in
an unusual form is read if only one reading is possible, with a warning too. A missing value is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from indexer.cleaning.html_to_text import plain_text
from indexer.outcomes import InvalidRecord, Warn
from search.model.parliament import HOUSE_OF
from search.model.question import House, Person
from search.text.british_time import british_day
from search.text.quotation import quoted

_FIRST_YEAR = 1900
_MAX_AHEAD = timedelta(days=3 * 366)
_MAX_SHOWN_CHARACTERS = 80
_SURNAME_FIRST = re.compile(r"([^,]+), ([^,]+)")

_ASCII = re.ASCII | re.IGNORECASE
_CLOCK = r"(?:[T ]+(?P<clock>\d{1,2}:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(?P<offset>Z|[+-]\d\d(?::?\d\d)?)?)?"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})-?(?P<month>\d\d)-?(?P<day>\d\d){_CLOCK}", _ASCII)
_SHORT_PARTS = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_CLOCK}", re.ASCII)
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.](?P<year>\d{{4}}){_CLOCK}", re.ASCII)
_IN_WORDS = re.compile(
    r"(?:[A-Za-z]+,? )?(?P<day>\d{1,2})(?:[snrt][tdh])? (?P<month>[A-Za-z]{3,9}),? (?P<year>\d{4})", re.ASCII
)
_MONTHS = "january february march april may june july august september october november december".split()

_HOUSES: dict[str, House] = {
    **{identifier.lower(): house for identifier, house in HOUSE_OF.items()},
    "commons": "Commons",
    "lords": "Lords",
}
_USUAL_HOUSES = frozenset({*HOUSE_OF, "Commons", "Lords"})
_LORDS_OPENING = re.compile(r"To ask (?:His|Her) Majesty.{0,3}s Government", re.IGNORECASE)
_LORDS_UIN = re.compile(r"HL\d+")

_NUMBER_IN_UIN = re.compile(r"(?:UIN\s*)?(HL)?\s*[-.]?\s*(\d+)", re.IGNORECASE | re.ASCII)
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{1,5})?(?=[/?#]|$)", re.IGNORECASE | re.ASCII)
_FILE_ENDINGS = frozenset(
    "bmp csv doc docx gif htm html jpeg jpg json ods odt pdf png ppt pptx rtf svg txt xls xlsm xlsx xml zip".split()
)


def shown(value: object) -> str:
    """Return a value as a warning or reason shows it: quoted, without control characters, at most 80 characters of it."""
    text = quoted(value[:_MAX_SHOWN_CHARACTERS]) if isinstance(value, str) else repr(value)
    return text if len(text) <= _MAX_SHOWN_CHARACTERS + 2 else text[:_MAX_SHOWN_CHARACTERS] + "..."


def read_date(value: object, name: str, warn: Warn) -> date | None:
    """Return the day of a date or a time stamp; None, with a warning, if it is no date, or one before 1900 or far ahead.

    ISO 8601 is the usual form. The day of a time stamp with an offset is the day in Britain then; without an offset it is the
    day that it names.
    """
    if value is None or value == "":
        return None
    text = value.strip() if isinstance(value, str) else ""
    try:
        day, is_usual = _day(text)
    except (ValueError, OverflowError):
        warn(f"{name} is not a date: {shown(value)}")
        return None
    if not day.year >= _FIRST_YEAR or day > date.today() + _MAX_AHEAD:
        warn(f"{name} is not a plausible date: {shown(value)}")
        return None
    if not is_usual:
        warn(f"{name} is in an unusual form and was read as the day it names: {shown(value)}")
    return day


def read_uin(value: str) -> str:
    """Return a UIN in its one form: "HL5011" for "hl5011", "HL 5011" and "UIN HL-5011". Other texts stay, without spaces."""
    match = _NUMBER_IN_UIN.fullmatch(value.strip(" ()[].,"))
    return f"{(match[1] or '').upper()}{match[2]}" if match else "".join(value.split())


def read_house(values: Iterable[object], uin: str, text: str, warn: Warn) -> House:
    """Return the House that one of the values names. Raises ``InvalidRecord`` if none does, and no other field shows the House.

    Only the Lords have UINs that begin with HL, and questions to His Majesty's Government as a whole.
    """
    named = [value for value in values if value is not None]
    for value in named:
        house = _HOUSES.get(str(value).strip().lower())
        if house and value not in _USUAL_HOUSES:
            warn(f"the house is in an unusual form: {shown(value)}")
        if house:
            return house
    value = f": {shown(named[0])}" if named else ""
    reason = "the house is neither Commons nor Lords" if named else "the house is missing"
    if _LORDS_UIN.fullmatch(uin) or _LORDS_OPENING.match(text):
        warn(f"{reason}, and was read from the UIN or the opening{value}")
        return "Lords"
    raise InvalidRecord(reason + value)


def read_line(text: str) -> str:
    """Return a heading or a name as plain text on one line."""
    if text.isascii() and "&" not in text and "<" not in text and text.isprintable():
        return " ".join(text.split())
    return " ".join(plain_text(text).split())


def read_address(value: str, name: str, warn: Warn) -> str:
    """Return the address of a document with its scheme; "" and a warning for any other text. Spaces in it are escaped.

    An address that begins with a host ("www.example.org/x", "//host/x") gets the scheme https.
    """
    text = "".join(character for character in value.strip() if character.isprintable()).replace(" ", "%20")
    if not text or _ADDRESS.match(text):
        return text
    rest = text.removeprefix("//")
    host = _HOST.match(rest)
    is_file = host is not None and len(host[0]) == len(rest) and rest.rpartition(".")[2].lower() in _FILE_ENDINGS
    if host and not is_file:
        return f"https://{rest}"
    warn(f"{name} is not an address: {shown(value)}")
    return ""


def read_person(printed: str, member_id: int | None = None, constituency: str = "") -> Person:
    """Return a member by printed name. "Smith, Ann", the Linked Data API's form until 2016, becomes "Ann Smith".

    "N/A", which the source prints in place of some names, is no name.
    """
    printed = read_line(printed)
    if printed.upper() in _NO_NAMES:
        return Person(member_id=member_id, constituency=constituency)
    match = _SURNAME_FIRST.fullmatch(printed)
    if match:
        name = f"{match[2]} {match[1]}"
        return Person(name=name, member_id=member_id, constituency=constituency, list_as=printed)
    return Person(name=printed.strip(" ,"), member_id=member_id, constituency=constituency)


_NO_NAMES = ("N/A", "N.A.", "-")


@lru_cache(maxsize=4096)
def _day(text: str) -> tuple[date, bool]:
    """Return the day of a text, and whether it is in ISO 8601. Raises ValueError or OverflowError if it is no date."""
    match = _YEAR_FIRST.fullmatch(text)
    is_usual = match is not None
    match = match or _SHORT_PARTS.fullmatch(text) or _DAY_FIRST.fullmatch(text) or _IN_WORDS.fullmatch(text)
    if match is None:
        raise ValueError(text)
    parts = match.groupdict()
    month = parts["month"]
    number = int(month) if month.isdecimal() else _month_number(month.lower())
    day = date(int(parts["year"]), number, int(parts["day"]))
    offset = parts.get("offset")
    if not offset:
        return day, is_usual
    moment = datetime.fromisoformat(f"{day.isoformat()}T{parts['clock']:0>5}{'+00:00' if offset in 'Zz' else offset}")
    return british_day(moment), is_usual


def _month_number(name: str) -> int:
    """Return the number of a month by its name, or the first three letters of it. Raises ValueError."""
    for number, month in enumerate(_MONTHS, 1):
        if name in (month, month[:3]):
            return number
    raise ValueError(name)
