"""The answering bodies of an index: one entry a body, for all forms of its name in the records, and one a family.

A family joins a department with its predecessors and successors (``search.model.body_families``). It has an entry of its own
where the index has two bodies of it or more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from search.model.body_families import Succession, known_body, successions
from search.people.names import tokens
from search.query.nodes import AnyOf

MAX_ENTRIES = 1_000
"""The most values of ``body`` that are read. Real records have fewer than 100."""

MAX_KEY_WORDS = 16
"""Words of the longest key."""


class BodyEntry(msgspec.Struct, frozen=True):
    """A body, or a family of bodies.

    ``key`` identifies it in an address. ``values`` are its values of the field ``body``. ``family`` is the value of
    ``body-family`` that joins it with others of this index, "" for none; ``is_family`` if the entry is that family itself.
    ``members`` are the names of a family's bodies.
    """

    key: str
    name: str
    values: tuple[str, ...]
    family: str = ""
    is_family: bool = False
    members: tuple[str, ...] = ()

    @property
    def filter(self) -> AnyOf:
        """The filter of its records."""
        return AnyOf("body-family", (self.family,)) if self.is_family else AnyOf("body", self.values)


@lru_cache(4096)
def body_address(value: str) -> str:
    """Return the key of the body with a value of the field ``body``: ``department-of-health``; "" for no value.

    Forms of one name that differ in capitals, accents or punctuation have one key.
    """
    body = known_body(value) if value else None
    return _key(body.name if body else value) if value else ""


def body_entries(values: Iterable[str]) -> Mapping[str, BodyEntry]:
    """Return the entries of some values of the field ``body``, by their keys and in the order of their names."""
    forms: defaultdict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    families: defaultdict[str, list[str]] = defaultdict(list)
    for value in sorted(set(values))[:MAX_ENTRIES]:
        body, key = known_body(value), body_address(value)
        if body and body.family and key not in names:
            families[body.family_value].append(key)
        names.setdefault(key, body.name if body else value)
        forms[key].append(value)
    joined = {key: family for family, keys in families.items() if len(keys) > 1 for key in keys}
    entries = [BodyEntry(key, name, tuple(forms[key]), joined.get(key, "")) for key, name in names.items()]
    for family, keys in families.items():
        if len(keys) > 1:
            family_values = tuple(value for key in keys for value in forms[key])
            entries.append(
                BodyEntry(
                    _key(family), family, family_values, family, is_family=True, members=tuple(names[key] for key in keys)
                )
            )
    return {entry.key: entry for entry in sorted(entries, key=lambda entry: (entry.name, entry.is_family))}


def predecessors(name: str) -> tuple[Succession, ...]:
    """Return the successions that led to the body of a name, the newest first."""
    return tuple(
        sorted((change for change in successions() if change.successor == name), key=lambda change: change.day, reverse=True)
    )


def successors(name: str) -> tuple[Succession, ...]:
    """Return the successions that followed on the body of a name, the oldest first."""
    return tuple(sorted((change for change in successions() if change.predecessor == name), key=lambda change: change.day))


def _key(name: str) -> str:
    return "-".join(token.word for token in tokens(name)[:MAX_KEY_WORDS]) or "body"
