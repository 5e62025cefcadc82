"""HTML that is safe to show: answers as published, sanitised, and the site's own help.

Only this module marks HTML as safe, and only this one uses bleach. Tags and attributes that it does not list are removed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import markupsafe
import msgspec
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markupsafe import Markup, escape

from search.insight.tables import Table, tables_of
from search.text.numbers import whole_number
from web.site.answers import answer_tokens
from web.site.answers.answer_tokens import Token
from web.site.answers.reference_links import ReferenceLinks, linked_text

MAX_HTML_CHARACTERS = 60_000
"""Longer answers are shown as plain text; the longest of 45,000 published ones has 54,992 characters."""

MAX_NESTING = 100
"""Answers with deeper nested tags are shown as plain text too: the parser's time grows with the square of the depth.

The deepest published answer has 18 levels.
"""

_ALLOWED_TAGS = frozenset(
    """p br table thead tbody tfoot tr th td caption ul ol li strong b em i u sup sub ins del blockquote
    h1 h2 h3 h4 h5 h6 a""".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_HEADING = "h3"
"""Every heading of an answer becomes an h3, because the answer's own heading on the page is an h2."""

_ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})
_EXTERNAL_SCHEME = re.compile(r"https?://|mailto:", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-zA-Z/!]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID_TAGS = frozenset("br hr img col input wbr".split())
_SPLIT_LINK = re.compile(
    r'<a\s[^<>]{0,200}?href="(https?://[^"<>\s]{1,2000})"[^<>]{0,200}>(h|ht|htt|https?)</a>([^\s<]{1,2000})'
)
_ADDRESS = re.compile(r"""\b(?:https?://|www\.)[^\s<>"{}|\\^`]{3,2000}""", re.IGNORECASE)
"""Takes linear time. bleach's own expression does not: it took 454 seconds over 300,000 characters of "a-a-a-"."""

_BLANK_LINES = re.compile(r"\n\s*\n")

_PARAGRAPHS = re.compile(r"(?:[ \n]*<p>[^<>&\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]*</p>)+[ \n]*")
"""Paragraphs without any other tag, attribute or entity. They are most answers, and bleach would leave them as they are.

Marks are added to them without bleach, in 80 microseconds. Bleach takes a millisecond.
"""

_TEXT = re.compile(r"[^<>&\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]+")

SafeHtml = Markup
escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner")  # noqa: B009 (its stubs lack it)
"""Escapes a text: the function in C that ``escape`` wraps."""

_NUMBERS = frozenset((int, float))
"""Types of which no value has a character to escape."""

NO_REFERENCES: ReferenceLinks = MappingProxyType({})

Attributes = dict[Any, str]
"""The attributes of a link by (namespace, name), with its text under "_text", as bleach has them."""

NOTHING_MARKED: Mapping[str, str] = MappingProxyType({})


def answer(
    html: str, text: str, references: ReferenceLinks = NO_REFERENCES, marked: Mapping[str, str] = NOTHING_MARKED
) -> SafeHtml:
    """Return a published answer, sanitised; its plain ``text`` if the HTML has no tags, or is too long or nested too deep.

    ``references`` are the links of the numbers of other questions in it. The header cells of its tables are found. ``marked``
    are sentences to mark, by the id of their mark.
    """
    if len(html) <= MAX_HTML_CHARACTERS and _PARAGRAPHS.fullmatch(html) and not _may_have_links(html, references):
        return Markup(answer_tokens.marked_paragraphs(html, marked) if marked else html)  # noqa: S704
    if not html.strip() or len(html) > MAX_HTML_CHARACTERS or _depth(html) > MAX_NESTING:
        html = str(_paragraphs(text))
        return Markup(_cleaner(NO_REFERENCES, (), marked).clean(html)) if marked else Markup(html)  # noqa: S704
    if not _ANY_TAG.search(html):  # what the source cut short has none: its plain text has the spaces between the paragraphs
        return _plain_answer(text or html, references, marked)
    return Markup(_cleaner(references, tables_of(html), marked).clean(_with_whole_links(html)))  # noqa: S704


def _plain_answer(text: str, references: ReferenceLinks, marked: Mapping[str, str]) -> SafeHtml:
    paragraphs = _paragraphs(text)
    if _TEXT.fullmatch(text) and not marked and not _may_have_links(text, references):
        return paragraphs
    return Markup(_cleaner(references, (), marked).clean(str(paragraphs)))  # noqa: S704


def _may_have_links(text: str, references: ReferenceLinks) -> bool:
    """Whether something in a text may become a link: a reference or an address."""
    return bool(references or _ADDRESS.search(text))


def escaped(value: object) -> str:
    """Return a value as text in HTML, escaped if it is not ``SafeHtml``. No character of it can end a text or an attribute.

    It is ``str(markupsafe.escape(value))`` without the object that ``escape`` makes, which takes five times as long.
    """
    if type(value) is Markup:
        return value
    if type(value) is str:
        return escape_text(value)
    return str(value) if type(value) in _NUMBERS else str(escape(value))


def mark_safe(html: str) -> SafeHtml:
    """Mark as safe the HTML of a macro of a template, which has escaped every value already."""
    return str.__new__(Markup, html)  # ``Markup(html)`` is slower: it first asks for a method ``__html__``


def trusted_help(html: str) -> SafeHtml:
    """Mark as safe HTML that was rendered from the program's own help files, in which raw HTML is escaped."""
    return Markup(html)  # noqa: S704


def json_script(data: object) -> SafeHtml:
    """Return data as JSON for a ``script`` element that is not run. No character of it can end the element."""
    text = msgspec.json.encode(data).decode()
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


def _paragraphs(text: str) -> SafeHtml:
    blocks = (block.strip() for block in _BLANK_LINES.split(text))
    return Markup("").join(Markup("<p>{}</p>").format(Markup("<br>").join(block.split("\n"))) for block in blocks if block)


def _with_whole_links(html: str) -> str:
    """Make whole the links that the source splits over two elements: ``<a href="https://x/y">h</a>ttps://x/y``."""
    return _SPLIT_LINK.sub(_whole_link, html)


def _whole_link(match: re.Match[str]) -> str:
    href, start, rest = match.groups()
    text = start + rest
    return f'<a href="{href}">{text}</a>' if text.startswith(("http://", "https://")) else match.group()


def _depth(html: str) -> int:
    """Estimate in one pass how deep tags are nested. A tag that is never closed counts as open to the end."""
    open_tags: Counter[str] = Counter()
    depth = deepest = 0
    for closing, tag in _TAG.findall(html):
        name = tag.lower()
        if closing and open_tags[name]:
            open_tags[name] -= 1
            depth -= 1
        elif not closing and name not in _VOID_TAGS:
            open_tags[name] += 1
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _cleaner(references: ReferenceLinks, tables: Sequence[Table | None], marked: Mapping[str, str]) -> Cleaner:
    """Make a cleaner for one answer, because threads cannot share bleach's cleaners."""
    return Cleaner(
        tags=_ALLOWED_TAGS,
        attributes=_is_allowed,
        protocols=_ALLOWED_SCHEMES,
        strip=True,
        filters=[partial(AnswerPresentationFilter, references=references, tables=tables, marked=marked)],
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


def external_link(attributes: Attributes, _is_new: bool = False) -> Attributes | None:
    """Mark a link as leaving the site; return None, which removes the link but not its text, if it is not http or mailto."""
    href = attributes.get((None, "href"), "").strip()
    if href.lower().startswith("www."):
        href = f"https://{href}"
    if not _EXTERNAL_SCHEME.match(href):
        return None
    attributes.update({(None, "href"): href, (None, "rel"): "nofollow noopener", (None, "class"): "leaving"})
    return attributes


class AnswerPresentationFilter(LinkifyFilter):
    """Turns bare addresses and references into links, headings into ``_HEADING``, heads tables and marks sentences.

    Each outermost table is put into a box that scrolls.
    """

    def __init__(
        self, source: Any, references: ReferenceLinks, tables: Sequence[Table | None], marked: Mapping[str, str]
    ) -> None:
        self._references = references
        # bleach removes a link whose callback returns None, but its stubs do not allow None
        super().__init__(source, callbacks=[external_link], url_re=_ADDRESS)  # type: ignore[list-item]
        self._tables = tables
        self._marked = marked

    def __iter__(self) -> Iterator[Token]:
        tokens = self._with_tables(self._with_references())
        return iter(answer_tokens.with_marks(list(tokens), self._marked)) if self._marked else tokens

    def _with_tables(self, tokens: Iterable[Token]) -> Iterator[Token]:
        number = 0
        for item in answer_tokens.outermost_tables(map(_with_one_heading, tokens)):
            if isinstance(item, dict):
                yield item
                continue
            table = self._tables[number] if number < len(self._tables) else None
            if answer_tokens.is_frame(item, table):
                self._tables = [*self._tables[:number], *self._tables[number + 1 :]]
                yield from answer_tokens.without_frame(item)
                continue
            number += 1
            yield answer_tokens.start_tag(
                "div", **{"class": "table-box"}, role="region", tabindex="0", aria_label=f"Table {number} of the answer"
            )
            yield from answer_tokens.with_headers(item, table)
            yield answer_tokens.end_tag("div")

    def _with_references(self) -> Iterator[Token]:
        """Yield the tokens, with links to the questions that the words outside links refer to."""
        is_in_link = False
        for token in super().__iter__():
            if token.get("name") == "a":
                is_in_link = token["type"] == "StartTag"
            if self._references and not is_in_link and token["type"] in ("Characters", "SpaceCharacters"):
                yield from _linked(token["data"], self._references)
            else:
                yield token


def _linked(text: str, references: ReferenceLinks) -> Iterator[Token]:
    for piece in linked_text(text, references):
        characters = {"type": "Characters", "data": piece.text}
        if not piece.url:
            yield characters
            continue
        attributes = {(None, "href"): piece.url, (None, "title"): piece.about}
        if not piece.url.startswith("/"):
            attributes |= {(None, "class"): "leaving", (None, "rel"): "noopener"}
        yield {"type": "StartTag", "name": "a", "namespace": None, "data": attributes}
        yield characters
        yield {"type": "EndTag", "name": "a", "namespace": None}


def _with_one_heading(token: Token) -> Token:
    if token.get("name") in _HEADINGS:
        token["name"] = _HEADING
    return token
