"""The named facts of a record."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.link import Link


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property, with the searches it leads to."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """A named fact of a record."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Properties that belong together."""

    title: str
    properties: tuple[Property, ...]
