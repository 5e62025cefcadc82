"""Links, and the pairs of names and values that addresses and hidden form fields are made of."""

from __future__ import annotations

import msgspec

Pairs = tuple[tuple[str, str], ...]


class Link(msgspec.Struct, frozen=True, gc=False):
    """A link. Screen readers read ``about`` after the text, so that the link is clear and unique out of its context.

    The text of a link with ``is_made_title`` is a title that this site made, in italics wherever it stands.
    """

    text: str
    url: str
    about: str = ""
    count: int | None = None
    is_made_title: bool = False


class PagerView(msgspec.Struct, frozen=True, gc=False):
    """Links to other pages. A number without an address is the current page; "…" is a gap."""

    previous: Link | None
    numbers: tuple[Link, ...]
    next: Link | None
