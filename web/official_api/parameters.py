"""Reads parameters as the official API does: names in any case, and empty values as absent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import TypeVar

from search.errors import BadRequest, Problem
from search.text.program_dates import DayReading, read_day
from search.text.quotation import quoted
from web.http.warning import shortened

MAX_NUMBER = 2_147_483_647
"""The API's whole numbers have 32 bits."""

_WHOLE_NUMBER = re.compile(r"([0-9]{1,10})(?:\.0{1,10})?")
"""In JSON 3.0 is a whole number too."""

Value = TypeVar("Value")


class Parameters:
    """The parameters of one request.

    Each method that reads one gathers its problems; call ``check`` after the last. ``notes`` are sentences for the header
    ``Warning`` of a request that is answered.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: defaultdict[str, list[str]] = defaultdict(list)
        self._unread_names: dict[str, str] = {}
        self._problems: list[Problem] = []
        self.notes: list[str] = []
        for name, value in pairs:
            self._unread_names.setdefault(name.lower(), name)
            if value.strip():
                self._values[name.lower()].append(value.strip())

    def text(self, name: str) -> str:
        """Return a text, "" if it is not given."""
        return self._single(name, str) or ""

    def day(self, name: str) -> date | None:
        """Return a date, without its time of day."""
        reading = self._single(name, _read_day)
        if reading and reading.note:
            self.notes.append(f"{name}: {reading.note}")
        return reading.day if reading else None

    def flag(self, name: str) -> bool:
        """Return a boolean, False if it is not given."""
        return self.choice(name, ("false", "true")) == "true"

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Return one of the choices, which may be written in any case; the first if none is given."""
        return self._single(name, partial(_read_choice, choices=choices)) or choices[0]

    def number(self, name: str, minimum: int = 1, maximum: int = MAX_NUMBER) -> int | None:
        """Return a whole number."""
        return self._single(name, partial(read_number, minimum=minimum, maximum=maximum))

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return the distinct whole numbers of a parameter that may be repeated."""
        numbers = [self.convert(name, value, read_number) for value in dict.fromkeys(self._pop(name))]
        return tuple(dict.fromkeys(number for number in numbers if number is not None))

    def convert(self, name: str, value: str, reader: Callable[[str], Value]) -> Value | None:
        """Return a text as the reader converts it. If that fails, add a problem under the name and return None."""
        try:
            return reader(value)
        except ValueError as error:
            self._problems.append(Problem(name, f"{name} {error}, not {quoted(shortened(value))}."))
            return None

    def check(self) -> None:
        """Raise ``BadRequest`` with every problem so far."""
        if self._problems:
            raise BadRequest(tuple(self._problems))

    def unknown_names(self) -> tuple[str, ...]:
        """Return the names that no method has read, as they were written."""
        return tuple(self._unread_names.values())

    def _pop(self, name: str) -> list[str]:
        self._unread_names.pop(name.lower(), "")
        return self._values[name.lower()]

    def _single(self, name: str, reader: Callable[[str], Value]) -> Value | None:
        values = self._pop(name)
        if len(set(values)) > 1:
            self._problems.append(Problem(name, f"{name} is given {len(values)} times with different values; give it once."))
            return None
        return self.convert(name, values[0], reader) if values else None


def read_date(value: str) -> date:
    """Read a date, and ignore a time of day after it. Raises ``ValueError`` if it is no date."""
    return _read_day(value).day


def _read_day(value: str) -> DayReading:
    try:
        return read_day(value)
    except ValueError:
        raise ValueError("is a day, such as 2024-03-05") from None


def read_number(value: str, minimum: int = 1, maximum: int = MAX_NUMBER) -> int:
    """Read a whole number. Raises ``ValueError`` for any other text, or a number out of range."""
    match = _WHOLE_NUMBER.fullmatch(value)
    if match and minimum <= int(match[1]) <= maximum:
        return int(match[1])
    raise ValueError(f"is a whole number from {minimum} to {maximum}")


def _read_choice(value: str, choices: tuple[str, ...]) -> str:
    for choice in choices:
        if choice.lower() == value.lower():
            return choice
    raise ValueError(f"is one of {', '.join(choices)}")
