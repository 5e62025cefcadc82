"""The answering bodies that a text names: by their names in full, by most of them, and by their abbreviations.

``home office``, ``department of health``, ``work and pensions`` and ``DWP`` are bodies; ``health`` alone is a subject. An
abbreviation that is also a word in small letters, such as AGO, needs its capitals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from search.model.body_families import BodyName, body_key, body_names, known_body
from search.people.names import Token, tokens

MAX_NAME_WORDS = 10
"""Words of the longest name of a body."""

MAX_BODIES = 1_000
"""The most bodies of one index that are looked for. Real records have fewer than 100."""

_SMALL_WORDS = frozenset("the for of and".split())
"""Words that the keys of names leave out."""

_ALSO_WORDS = frozenset("ago geo bis dit".split())
"""Abbreviations of bodies that are words in small letters."""

_WORDS_OF_ONE_BODY = frozenset(("Treasury", "Defra"))
"""Names of one word that are no subjects."""


class BodyMention(msgspec.Struct, frozen=True):
    """The name of a body in a text: ``text[start:end]``.

    ``values`` are the values of the field ``body`` that are this body; ``family`` the value of ``body-family``, "" if it has no
    other body in this index.
    """

    start: int
    end: int
    name: str
    values: tuple[str, ...]
    family: str


class BodyNames:
    """The names by which a text may call the answering bodies of one index, and their other names.

    A key is the folded words of a name without ``_SMALL_WORDS`` and spaces.
    """

    def __init__(self, values: Iterable[str]) -> None:
        self._values: defaultdict[str, list[str]] = defaultdict(list)
        self._families: defaultdict[str, set[str]] = defaultdict(set)
        self._names: dict[str, str] = {}
        for value in list(values)[:MAX_BODIES]:
            body = known_body(value)
            name = value if body is None else body.name
            self._values[name].append(value)
            self._add(value, name)
            if body is not None and body.family:
                self._families[body.family_value].add(name)
        for known in body_names():
            for other in (known.name, *known.other_names):
                self._add(other, known.name)

    def find(self, words: Sequence[Token]) -> BodyMention | None:
        """Return the first body of the index that the words name, by its longest name there; None if they name none."""
        for first in range(len(words)):
            key, keys = "", []
            for token in words[first : first + MAX_NAME_WORDS]:
                key += "" if token.word in _SMALL_WORDS else token.word
                keys.append(key)
            for length in range(len(keys), 0, -1):
                name = self._names.get(keys[length - 1], "")
                is_name = name and words[first].word not in _SMALL_WORDS and words[first + length - 1].word not in _SMALL_WORDS
                if is_name and (length > 1 or words[first].word not in _ALSO_WORDS or words[first].is_initials):
                    mention = self._mention(words[first], words[first + length - 1], name)
                    if mention.values or mention.family:
                        return mention
        return None

    def _mention(self, first: Token, last: Token, name: str) -> BodyMention:
        body = known_body(name)
        family = body.family_value if isinstance(body, BodyName) else ""
        other_bodies = self._families.get(family, set()) - {name}
        return BodyMention(first.start, last.end, name, tuple(self._values.get(name, ())), family if other_bodies else "")

    def _add(self, printed: str, name: str) -> None:
        """Add the keys of a printed name: in full, without "Department for", with "department" after it."""
        words = [token.word for token in tokens(printed) if token.word not in _SMALL_WORDS]
        full, key = "".join(words), body_key(printed)
        is_subject = len(words) == 1 and printed.istitle() and printed not in _WORDS_OF_ONE_BODY
        if not is_subject:
            self._names.setdefault(full, name)
        if full != key or is_subject:
            self._names.setdefault(f"{key}department", name)
            self._names.setdefault(f"department{key}", name)
            self._names.setdefault(f"ministry{key}", name)
        if full != key and len(words) > 2:
            self._names.setdefault(key, name)
