"""Converts answer HTML to plain text for the index. Accepts any text, and is idempotent.

Output: paragraphs separated by an empty line; one line for each list item and table row, with " | " between the cells of a
row; the text of a link, followed by its address in brackets where the two differ. ``ins`` is included, ``del`` is not.

One regular expression splits the text at its tags, and ``tag_rules`` gives the output of each tag. The fastest parser measured
(lxml; benchmarks/clean.py) takes as long to build and walk its tree as this whole conversion takes. A tag is therefore any
text between "<" with a letter and the next ">".
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
    unescape_twice_escaped,
)

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"(<[a-zA-Z/!?][^<>]*>)")
_NEXT_CELL, _NEXT_ROW = "</p></td><td><p>", "</p></td></tr><tr><td><p>"
"""Most tags of large tables are in these sequences; replacing them at once saves a sixth of the time of a table."""

_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_SHOWN_SCHEMES = ("https://", "http://", "mailto:", "ftp://")
_SCHEME = re.compile(r"(?:https?://(?:www\.)?|mailto:|www\.)", re.IGNORECASE)
_PARAGRAPH_BREAK = "\n\n"
_WHITE_SPACE = re.compile(r"\s+")


def plain_text(html: str) -> str:
    """Return the plain text of an answer. Text without tags counts as plain text, and its line breaks are preserved."""
    html = unescape_twice_escaped(html)
    is_clean = needs_no_repair(html)
    if not is_clean:
        html = repair_common_faults(html)
        if ("\n" in html or "\r" in html) and _TAG.search(html):
            html = _WHITE_SPACE.sub(" ", html)
        is_clean = needs_no_repair(html)
    text = join_paragraphs(html.removeprefix("<p>").removesuffix("</p>").split("</p><p>"))
    has_tags = "<" in text
    if has_tags:
        text = _without_tags(text)
    if not is_clean or "&" in text or not is_nfc(text):
        return repair(decode_entities(text))
    return normalise_layout(text) if has_tags else text


def has_table(html: str) -> bool:
    """Return whether the answer contains a table."""
    return _TABLE.search(html) is not None


def _without_tags(html: str) -> str:
    """Replace each tag by its break, cell separator or link address. An empty line in the text is a paragraph break."""
    if "<!--" in html:
        html = _COMMENT.sub("", html)
    if _NEXT_CELL in html:
        html = html.replace(_NEXT_CELL, " | ").replace(_NEXT_ROW, "\n")
    pieces = _TAG.split(html)
    context, link, link_tag = BLOCK, 0, ""
    tags = iter(range(1, len(pieces), 2))
    for tag in tags:
        index = tag
        output, context = context[pieces[index]]
        if output is OPEN_LINK:
            link, link_tag, output = index, pieces[index], ""
        elif output is CLOSE_LINK:
            output = _address_suffix(link_tag, "".join(pieces[link + 1 : index]), pieces[index + 1]) if link else ""
            link = 0
        elif output is HIDE:
            index, output = _blank_element(pieces, index, tags), ""
        pieces[index] = output
        if context is not BLOCK and _PARAGRAPH_BREAK in pieces[index + 1]:
            pieces[index + 1] = pieces[index + 1].replace(_PARAGRAPH_BREAK, " ")
    return collapse_spaces("".join(pieces)) if len(pieces) > 1 else html


def _blank_element(pieces: list[str], index: int, tags: Iterator[int]) -> int:
    """Blank the pieces from an opening tag up to its closing tag; return the index of the closing tag."""
    closing_name = "</" + tag_name(pieces[index])[1:]
    pieces[index] = pieces[index + 1] = ""
    for tag in tags:
        if tag_name(pieces[tag]) == closing_name:
            return tag
        pieces[tag] = pieces[tag + 1] = ""
    return index


def _address_suffix(tag: str, text: str, following: str) -> str:
    """Return " (address)" for a link, or "" if its text shows the address, alone or together with the text that follows it.

    The source splits some links in two, so that an address continues after the link. Addresses within the page and scripts
    are not shown.
    """
    if f'"{text}"' in tag:
        return ""
    _, separator, rest = tag.partition(' href="')
    address = rest.partition('"')[0] if separator else _unusual_address(tag)
    address = decode_entities(address).strip()
    if not address.lower().startswith(_SHOWN_SCHEMES) or (text + following).startswith(address):
        return ""
    return "" if " " not in text.strip() and _bare(text) == _bare(address) else f" ({address})"


def _unusual_address(tag: str) -> str:
    """Return an address that is in single quotes, unquoted, or in an attribute written in capitals."""
    match = _HREF.search(tag)
    return match[match.lastindex or 1] if match else ""


def _bare(address: str) -> str:
    """Return an address in lower case without scheme, "www." and final slash, for comparison."""
    return _SCHEME.sub("", decode_entities(address).strip(), count=1).rstrip("/").lower()
