"""A result as lists show it."""

from __future__ import annotations

from dataclasses import dataclass

from search.results.types import Fragment, Snippet
from web.site.link import Link


@dataclass(frozen=True, slots=True)
class HitView:
    """One result: ``origin`` is body, House and UIN, ``tags`` are short facts printed as labels.

    ``folded`` leads to the records folded under it, where there are any.
    """

    number: int
    link: Link
    heading: tuple[Fragment, ...]
    origin: tuple[str, ...]
    byline: str
    state: str
    tags: tuple[str, ...]
    snippets: tuple[Snippet, ...]
    cut: str
    folded: Link | None
    links: tuple[Link, ...]
