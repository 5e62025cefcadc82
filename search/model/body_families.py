"""The departments under all their names: which names belong to one family, which body replaced which, and their abbreviations.

The sources are the two tables beside this module, ``answering_bodies.tsv`` and ``body_successions.tsv``. A record keeps the
name of its own body; the field ``body-family`` adds the family.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from search.model.question import Question

_FOLDER = Path(__file__).parent
_WORD = re.compile(r"[^\W_]+")
_BODY_WORDS = frozenset("department dept ministry hm".split())
"""Words before the name of a body that some of its forms leave out."""

_SMALL_WORDS = frozenset("the for of and".split())


class BodyName(msgspec.Struct, frozen=True):
    """A name of a body: its family, "" for none, and its other names and abbreviations."""

    name: str
    family: str
    other_names: tuple[str, ...]

    @property
    def family_value(self) -> str:
        """The value of the field ``body-family``: ``Health (all names)``, "" for no family."""
        return f"{self.family} (all names)" if self.family else ""


class Succession(msgspec.Struct, frozen=True):
    """A department that replaced another, the day, and the address of the source that says so."""

    predecessor: str
    successor: str
    day: date
    source: str


@cache
def body_names() -> tuple[BodyName, ...]:
    """Return the lines of ``answering_bodies.tsv``."""
    return tuple(
        BodyName(name, family, tuple(filter(None, others.split("; "))))
        for family, name, others in _rows("answering_bodies.tsv")
    )


@cache
def successions() -> tuple[Succession, ...]:
    """Return the lines of ``body_successions.tsv``."""
    rows = _rows("body_successions.tsv")
    return tuple(Succession(old, new, date.fromisoformat(day), source) for old, new, day, source in rows)


def body_key(name: str) -> str:
    """Return the key that all forms of a body's name have: "health" for ``Department for Health`` and ``Health``."""
    words = [word for word in _WORD.findall(name.casefold()) if word not in _SMALL_WORDS]
    while len(words) > 1 and words[0] in _BODY_WORDS:
        del words[0]
    return "".join(words)


@lru_cache(4096)
def known_body(name: str) -> BodyName | None:
    """Return the body that has this name, or another form of it; None if ``answering_bodies.tsv`` does not have it."""
    return _by_key().get(body_key(name))


def body_family(question: Question) -> tuple[str, ...]:
    """Return the value of the field ``body-family`` for a question, or no value."""
    name = question.answering_body.name
    body = known_body(name) if name else None
    return (body.family_value,) if body is not None and body.family else ()


@cache
def _by_key() -> dict[str, BodyName]:
    return {body_key(name): body for body in body_names() for name in (body.name, *body.other_names)}


def _rows(file_name: str) -> Iterator[list[str]]:
    for line in (_FOLDER / file_name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


FAMILIES = tuple(sorted({body.family_value for body in body_names() if body.family}))
"""Every value of the field ``body-family``."""
