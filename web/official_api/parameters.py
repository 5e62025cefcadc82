"""The parameters of a request, read as the official API reads them: names in any case, empty values as absent.

Every problem is gathered; names nobody asked for are kept, to be said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from search.errors import BadRequest, Problem

GREATEST = 2_147_483_647
"""The greatest whole number of the API: its numbers have 32 bits."""

MAX_SHOWN = 60
"""Characters of a value that a message repeats."""

_WHOLE = re.compile(r"([0-9]{1,10})(?:\.0{1,10})?")
"""JSON's 3.0 is a whole number too."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].+)?", re.ASCII | re.IGNORECASE)

Read = TypeVar("Read")


class Parameters:
    """What a request gives. Ask for each parameter, then ``check``; ``notes`` gathers what the reader is told of a success."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._given: defaultdict[str, list[str]] = defaultdict(list)
        self._unknown: dict[str, str] = {}
        self._problems: list[Problem] = []
        self.notes: list[str] = []
        for name, value in pairs:
            self._unknown.setdefault(name.lower(), name)
            if value.strip():
                self._given[name.lower()].append(value.strip())

    def text(self, name: str) -> str:
        """A text, "" where none is given."""
        return self._one(name, str) or ""

    def day(self, name: str) -> date | None:
        """A day, or the day of a time."""
        return self._one(name, read_day)

    def flag(self, name: str) -> bool:
        """Yes or no; no where it is not given."""
        return self.choice(name, ("false", "true")) == "true"

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of some words, in any case; the first where none is given."""
        return self._one(name, partial(_choice, choices=choices)) or choices[0]

    def number(self, name: str, least: int = 1, greatest: int = GREATEST) -> int | None:
        """A whole number."""
        return self._one(name, partial(read_number, least=least, greatest=greatest))

    def numbers(self, name: str) -> tuple[int, ...]:
        """Every whole number given under a name, each once."""
        read = [self.read(name, value, read_number) for value in dict.fromkeys(self._values(name))]
        return tuple(dict.fromkeys(value for value in read if value is not None))

    def read(self, name: str, written: str, reader: Callable[[str], Read]) -> Read | None:
        """What a reader makes of a text; where it makes nothing of it, that is a problem of the name."""
        try:
            return reader(written)
        except ValueError as error:
            self._problems.append(Problem(name, f"{name} {error}, not {shortened(written)!r}."))
            return None

    def check(self) -> None:
        """Raise ``BadRequest`` with every problem found."""
        if self._problems:
            raise BadRequest(tuple(self._problems))

    def unknown(self) -> tuple[str, ...]:
        """The names given that nobody has asked for, as they were written."""
        return tuple(self._unknown.values())

    def _values(self, name: str) -> list[str]:
        self._unknown.pop(name.lower(), "")
        return self._given[name.lower()]

    def _one(self, name: str, reader: Callable[[str], Read]) -> Read | None:
        values = self._values(name)
        if len(set(values)) > 1:
            self._problems.append(Problem(name, f"{name} is given {len(values)} times with different values; give it once."))
            return None
        return self.read(name, values[0], reader) if values else None


def shortened(text: str) -> str:
    """As much of a text as a message repeats."""
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "..."


def read_day(written: str) -> date:
    """A day written alone or with a time of day, which is not looked at. Raises ValueError with what it should be."""
    try:
        if not _DAY.fullmatch(written):
            raise ValueError
        return datetime.fromisoformat(written.upper()).date()
    except ValueError:
        raise ValueError("is a day, such as 2024-03-05") from None


def read_number(written: str, least: int = 1, greatest: int = GREATEST) -> int:
    """A whole number. Raises ValueError with what it should be."""
    found = _WHOLE.fullmatch(written)
    if found and least <= int(found[1]) <= greatest:
        return int(found[1])
    raise ValueError(f"is a whole number from {least} to {greatest}")


def _choice(written: str, choices: tuple[str, ...]) -> str:
    for each in choices:
        if each.lower() == written.lower():
            return each
    raise ValueError(f"is one of {', '.join(choices)}")
