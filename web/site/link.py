"""What leads on: links, and the pairs that addresses and hidden fields are made of."""

from __future__ import annotations

from dataclasses import dataclass

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link. ``about`` is read out after the text, so that the link is true and unique when heard out of its place."""

    text: str
    url: str
    about: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class PagerView:
    """The way to other pages: a number without an address is the page one is on, "…" a gap."""

    previous: Link | None
    numbers: tuple[Link, ...]
    next: Link | None
