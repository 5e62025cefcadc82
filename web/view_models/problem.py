"""The page that says what went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.link import Link, Pairs


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A page that says what went wrong: ``problems`` are pairs of the part it is about and a sentence."""

    title: str
    message: str
    problems: Pairs
    text: str
    retry: Link | None
