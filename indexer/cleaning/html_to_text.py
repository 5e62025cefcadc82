"""Answer HTML to plain text for the index. Never raises, whatever the text, and cleaning twice changes nothing more.

What comes out: paragraphs parted by an empty line, list items and table rows one a line, the cells of a row parted by
" | ", a link's words followed by its address in brackets where the two differ. ``ins`` is kept; ``del`` is left out.

One regular expression cuts the text at its tags, and ``places`` says what each tag writes: the fastest parser measured
(lxml; benchmarks/clean.py) takes as long to build its tree and walk it, before a word is written, as all of this takes.
A tag is therefore simply what stands between "<" with a letter and the next ">".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.cleaning.tag_rules import BLOCK, CLOSE_LINK, HIDE, OPEN_LINK, tag_name
from indexer.cleaning.text_repair import (
    collapse_spaces,
    decode_entities,
    is_nfc,
    join_paragraphs,
    needs_no_repair,
    normalise_layout,
    repair,
    repair_common_faults,
)

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"(<[a-zA-Z/!?][^<>]*>)")
_NEXT_CELL, _NEXT_ROW = "</p></td><td><p>", "</p></td></tr><tr><td><p>"
"""Most tags of large tables are in these runs; writing what they come to at once saves a sixth of a table's time."""

_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_SHOWN = ("https://", "http://", "mailto:", "ftp://")
_SCHEME = re.compile(r"(?:https?://(?:www\.)?|mailto:|www\.)", re.IGNORECASE)
_PARAGRAPH = "\n\n"
_WHITE_SPACE = re.compile(r"\s+")


def plain_text(html: str) -> str:
    """The words of an answer. Text without a tag is taken to be plain already, and keeps its line breaks."""
    sound = needs_no_repair(html)
    if not sound:
        html = repair_common_faults(html)
        if ("\n" in html or "\r" in html) and _TAG.search(html):
            html = _WHITE_SPACE.sub(" ", html)
        sound = needs_no_repair(html)
    text = join_paragraphs(html.removeprefix("<p>").removesuffix("</p>").split("</p><p>"))
    has_tags = "<" in text
    if has_tags:
        text = _without_tags(text)
    if not sound or "&" in text or not is_nfc(text):
        return repair(decode_entities(text))
    return normalise_layout(text) if has_tags else text


def has_table(html: str) -> bool:
    """Whether the answer holds a table."""
    return _TABLE.search(html) is not None


def _without_tags(html: str) -> str:
    """The text with breaks, cell marks and addresses where tags were. An empty line in it is a paragraph's break."""
    if "<!--" in html:
        html = _COMMENT.sub("", html)
    if _NEXT_CELL in html:
        html = html.replace(_NEXT_CELL, " | ").replace(_NEXT_ROW, "\n")
    pieces = _TAG.split(html)
    place, link, link_tag = BLOCK, 0, ""
    tags = iter(range(1, len(pieces), 2))
    for tag_at in tags:
        at = tag_at
        mark, place = place[pieces[at]]
        if mark is OPEN_LINK:
            link, link_tag, mark = at, pieces[at], ""
        elif mark is CLOSE_LINK:
            mark = _address_shown(link_tag, "".join(pieces[link + 1 : at]), pieces[at + 1]) if link else ""
            link = 0
        elif mark is HIDE:
            at, mark = _hide(pieces, at, tags), ""
        pieces[at] = mark
        if place is not BLOCK and _PARAGRAPH in pieces[at + 1]:
            pieces[at + 1] = pieces[at + 1].replace(_PARAGRAPH, " ")
    return collapse_spaces("".join(pieces)) if len(pieces) > 1 else html


def _hide(pieces: list[str], at: int, tags: Iterator[int]) -> int:
    """Blank the tag at a place and all that follows, up to its closing tag; where that one is."""
    closing = "</" + tag_name(pieces[at])[1:]
    pieces[at] = pieces[at + 1] = ""
    for later in tags:
        if tag_name(pieces[later]) == closing:
            return later
        pieces[later] = pieces[later + 1] = ""
    return at


def _address_shown(tag: str, words: str, following: str) -> str:
    """The address to add to a link's words: none where they show it, alone or (a link its editor split) with what follows.

    Only web and mail addresses are worth showing, not places within a page, nor scripts.
    """
    if f'"{words}"' in tag:
        return ""
    _, found, rest = tag.partition(' href="')
    address = rest.partition('"')[0] if found else _unusual_address(tag)
    address = decode_entities(address).strip()
    if not address.lower().startswith(_SHOWN) or (words + following).startswith(address):
        return ""
    return "" if " " not in words.strip() and _bare(words) == _bare(address) else f" ({address})"


def _unusual_address(tag: str) -> str:
    """An address in single quotes, or in none, or after HREF."""
    found = _HREF.search(tag)
    return found[found.lastindex or 1] if found else ""


def _bare(address: str) -> str:
    """What two ways of writing one address have in common."""
    return _SCHEME.sub("", decode_entities(address).strip(), count=1).rstrip("/").lower()
