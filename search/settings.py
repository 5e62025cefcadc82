"""One table of settings -> a frozen Settings. It reads no environment: whoever starts the program hands one in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from search.errors import BAD_USAGE, SearchError
from search.text.numbers import whole_number


class Setting(NamedTuple):
    """A setting's name in the environment, its default as written there, and what it is for."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("WRANS_INDEX_DATA", "index_data", "folder that holds the builds of the index"),
    Setting("WRANS_HOST", "127.0.0.1", "address to listen on; 0.0.0.0 serves other machines too"),
    Setting("WRANS_PORT", "8000", "port to listen on"),
    Setting("WRANS_THREADS", "4", "requests each process answers at once"),
    Setting("WRANS_WORKERS", "1", "processes that answer; as many as there are cores"),
    Setting("WRANS_SYNONYMS", "", "file of names of the same things; the one that comes with the program, if not given"),
    Setting("WRANS_SOURCE", "https://questions-statements-api.parliament.uk", "where the official API is that is harvested"),
    Setting("WRANS_CONTACT", "", "an address or page of yours, which the source is told of with every request"),
    Setting("WRANS_RATE", "5", "requests a second that the source is asked at most"),
    Setting(
        "WRANS_ADDRESS", "", "what addresses in the Linked Data API's answers begin with; as they were asked, if not given"
    ),
)

MAX_REQUESTS_PER_SECOND = 100
"""More requests a second than this no source of one's own needs either."""

_ROOT = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?")


_HEADER_TEXT = re.compile(r"[ -'*-~]{0,200}")
_DECIMAL = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?")


class BadSetting(SearchError):
    """A setting has a value that cannot be used: the operator has to change it."""

    exit_code = BAD_USAGE


class Settings(msgspec.Struct, frozen=True):
    """Every setting, read and checked."""

    index_data: Path
    host: str
    port: int
    threads: int
    workers: int
    synonyms: Path | None
    address: str
    source: str
    contact: str
    rate: float


def read(environment: Mapping[str, str]) -> Settings:
    """Settings from an environment. Raises ``BadSetting`` naming the variable, its value and what it should be."""
    written = {setting.name: environment.get(setting.name) or setting.default for setting in SETTINGS}
    return Settings(
        index_data=Path(written["WRANS_INDEX_DATA"]),
        host=written["WRANS_HOST"],
        port=_whole("WRANS_PORT", written, 65_535),
        threads=_whole("WRANS_THREADS", written, 64),
        workers=_whole("WRANS_WORKERS", written, 64),
        synonyms=Path(written["WRANS_SYNONYMS"]) if written["WRANS_SYNONYMS"] else None,
        address=_root("WRANS_ADDRESS", written),
        source=_root("WRANS_SOURCE", written),
        contact=_contact("WRANS_CONTACT", written),
        rate=_rate("WRANS_RATE", written),
    )


def _root(name: str, written: Mapping[str, str]) -> str:
    value = written[name].rstrip("/")
    if value and not _ROOT.fullmatch(value):
        raise BadSetting(f"{name} is {value!r}; it must begin with http:// or https:// and name a host.")
    return value


def _contact(name: str, written: Mapping[str, str]) -> str:
    value = written[name]
    if not _HEADER_TEXT.fullmatch(value):
        raise BadSetting(f"{name} is {value!r}; it must be printable ASCII without brackets, such as you@example.org.")
    return value


def _rate(name: str, written: Mapping[str, str]) -> float:
    value = written[name]
    if _DECIMAL.fullmatch(value) and 0 < float(value) <= MAX_REQUESTS_PER_SECOND:
        return float(value)
    raise BadSetting(f"{name} is {value!r}; it must be a number above 0 and up to {MAX_REQUESTS_PER_SECOND}.")


def _whole(name: str, written: Mapping[str, str], most: int) -> int:
    value = written[name]
    number = whole_number(value, 1, most)
    if number is not None:
        return number
    raise BadSetting(f"{name} is {value!r}; it must be a whole number from 1 to {most:,}.")
