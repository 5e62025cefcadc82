"""Repairs the letters of an answer's HTML, and leaves its tags as they were published."""

from __future__ import annotations

from html import unescape

from indexer.cleaning.text_repair import repair_letters, unescape_twice_escaped

_ESCAPED_START, _ESCAPED_END = "&lt;p&gt;", "&lt;/p&gt;"


def repaired_html(html: str) -> str:
    """Return the HTML with wrongly decoded letters corrected. Characters that were escaped twice become escaped once.

    A text without tags that begins and ends as an escaped paragraph is HTML that was escaped as a whole.
    """
    if "<" not in html and html.strip().startswith(_ESCAPED_START) and html.strip().endswith(_ESCAPED_END):
        html = unescape(html)
    return unescape_twice_escaped(repair_letters(html))
