"""HTML that may be shown as HTML: answers as published, made safe, and the help, which is our own.

The only module that marks HTML as safe and the only one that knows bleach. What is not on its lists does not get through.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markupsafe import Markup

from search.text.numbers import whole_number

MAX_LENGTH = 60_000
"""Longer answers are shown as plain text; the longest of 45,000 published ones has 54,992 characters."""

MAX_DEPTH = 100
"""So are answers with tags nested deeper, which cost the parser time by the square; the deepest published is 18."""

_TAGS = frozenset(
    """p br table thead tbody tfoot tr th td caption ul ol li strong b em i u sup sub ins del blockquote
    h1 h2 h3 h4 h5 h6 a""".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_HEADING = "h3"
"""What every heading of an answer becomes: the answer itself is headed by an h2."""

_SCHEMES = frozenset({"http", "https", "mailto"})
_LEADS_ON = re.compile(r"https?://|mailto:", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-zA-Z/!]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset("br hr img col input wbr".split())
_SPLIT_LINK = re.compile(
    r'<a\s[^<>]{0,200}?href="(https?://[^"<>\s]{1,2000})"[^<>]{0,200}>(h|ht|htt|https?)</a>([^\s<]{1,2000})'
)
_ADDRESS = re.compile(r"""\b(?:https?://|www\.)[^\s<>"{}|\\^`]{3,2000}""", re.IGNORECASE)
"""Linear, which bleach's own expression is not: it took 454 seconds over 300,000 characters of "a-a-a-"."""

_LINES = re.compile(r"\n\s*\n")

SafeHtml = Markup

Attributes = dict[Any, str]
"""Of a link, as bleach keeps them: by (namespace, name), and its text under "_text"."""

Token = dict[str, Any]


def answer(html: str, text: str) -> SafeHtml:
    """An answer as published, safe to show. ``text`` is its plain text, shown when the HTML is missing or immoderate."""
    if not html.strip() or len(html) > MAX_LENGTH or _depth(html) > MAX_DEPTH:
        return _paragraphs(text)
    if not _ANY_TAG.search(html):
        return Markup(_cleaner().clean(str(_paragraphs(html))))  # noqa: S704
    return Markup(_cleaner().clean(_mended(html)))  # noqa: S704


def ours(html: str) -> SafeHtml:
    """HTML this program made of its own help files, in which raw HTML is shown as text."""
    return Markup(html)  # noqa: S704


def _paragraphs(text: str) -> SafeHtml:
    blocks = (block.strip() for block in _LINES.split(text))
    return Markup("").join(Markup("<p>{}</p>").format(Markup("<br>").join(block.split("\n"))) for block in blocks if block)


def _mended(html: str) -> str:
    """The seed's split links, ``<a href="https://x/y">h</a>ttps://x/y``, made whole."""
    return _SPLIT_LINK.sub(_whole_link, html)


def _whole_link(match: re.Match[str]) -> str:
    href, begun, rest = match.groups()
    written = begun + rest
    return f'<a href="{href}">{written}</a>' if written.startswith(("http://", "https://")) else match.group()


def _depth(html: str) -> int:
    """How deep tags are nested, counted roughly and in one pass: a tag never closed counts as open to the end."""
    opened: Counter[str] = Counter()
    depth = deepest = 0
    for closing, written in _TAG.findall(html):
        name = written.lower()
        if closing and opened[name]:
            opened[name] -= 1
            depth -= 1
        elif not closing and name not in _VOID:
            opened[name] += 1
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _cleaner() -> Cleaner:
    """A cleaner of its own for each answer: bleach's are not safe to share between threads."""
    return Cleaner(
        tags=_TAGS,
        attributes=_is_allowed,
        protocols=_SCHEMES,
        strip=True,
        filters=[_Presented],
    )


def _is_allowed(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case "a", "href":
            return True
        case (("td" | "th"), ("colspan" | "rowspan")):
            return whole_number(value, 0, 999) is not None
        case "th", "scope":
            return value in ("row", "col", "rowgroup", "colgroup")
    return False


def _leaving(attributes: Attributes, _is_new: bool = False) -> Attributes | None:
    """A link that says it leaves the site; None, which leaves only its text, when it leads nowhere of use."""
    href = attributes.get((None, "href"), "").strip()
    if href.lower().startswith("www."):
        href = f"https://{href}"
    if not _LEADS_ON.match(href):
        return None
    attributes.update({(None, "href"): href, (None, "rel"): "nofollow noopener", (None, "class"): "leaving"})
    return attributes


class _Presented(LinkifyFilter):
    """Bare addresses made links; headings at one level; every outermost table in a box that scrolls and takes the focus."""

    def __init__(self, source: Any) -> None:
        # bleach drops a link whose callback gives None, which its stubs leave out.
        super().__init__(source, callbacks=[_leaving], url_re=_ADDRESS)  # type: ignore[list-item]

    def __iter__(self) -> Iterator[Token]:
        depth = tables = 0
        for token in super().__iter__():
            name, kind = token.get("name"), token["type"]
            if name in _HEADINGS:
                token["name"] = _HEADING
            is_table = name == "table"
            if is_table and kind == "StartTag":
                depth += 1
                tables += depth == 1
                if depth == 1:
                    yield _box(tables)
            yield token
            if is_table and kind == "EndTag":
                depth -= 1
                if depth == 0:
                    yield {"type": "EndTag", "name": "div", "namespace": None}


def _box(number: int) -> Token:
    attributes = {"class": "table-box", "role": "region", "tabindex": "0", "aria-label": f"Table {number} of the answer"}
    return {
        "type": "StartTag",
        "name": "div",
        "namespace": None,
        "data": {(None, name): value for name, value in attributes.items()},
    }
