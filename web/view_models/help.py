"""A page of the help."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.link import Link
from web.site.safe_html import SafeHtml


@dataclass(frozen=True, slots=True)
class HelpView:
    """A topic of the help, with the way to the others; the one without an address is this one."""

    title: str
    body: SafeHtml
    topics: tuple[Link, ...]
