"""What is chosen from: menus and checkboxes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a menu."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a checkbox."""

    id: str
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Keeping:
    """A checkbox that keeps a search to something."""

    id: str
    name: str
    value: str
    label: str
    chosen: bool
