"""Records -> an Atom feed (RFC 4287). All of it is plain text: a feed has no HTML that could be run."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from search.results.types import IndexInfo
from web.feeds.activity import Happened
from web.linked_data.items import address as name_of
from web.site import licence, urls, wording
from web.site.xml_text import without_forbidden

MEDIA_TYPE = "application/atom+xml"
MAX_PASSAGE = 600
"""Characters of a question, and of an answer, that a summary has at most."""

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself. ``address`` and ``page`` are within the site, whose addresses begin with ``root``."""

    title: str
    root: str
    address: str
    page: str
    info: IndexInfo


def write(feed: Feed, happened: Sequence[Happened]) -> bytes:
    """The feed, its entries in the order given, which begins with the newest."""
    made = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item] # None is for no prefix
    _text(made, "title", feed.title)
    _text(made, "subtitle", "What was last asked, answered, held or corrected, newest first")
    _text(made, "id", feed.root + feed.address)
    _link(made, "self", feed.root + feed.address, MEDIA_TYPE)
    _link(made, "alternate", feed.root + feed.page, "text/html")
    _link(made, "license", licence.ADDRESS, "text/html")
    _text(made, "rights", licence.notice(feed.info.is_sample))
    _text(made, "updated", _instant(happened[0].day if happened else feed.info.built_at.date()))
    _author(made, "UK Parliament")
    made.extend(_entry(each, feed.root) for each in happened)
    written: bytes = etree.tostring(made, xml_declaration=True, encoding="utf-8")
    return written


def _entry(happened: Happened, root: str) -> etree._Element:
    """A record under a name that never changes; ``updated`` and the title do when something happens to it."""
    question = happened.question
    made = etree.Element(f"{{{_ATOM}}}entry")
    _text(made, "title", f"{wording.title(question)} ({happened.why})")
    _text(made, "id", name_of(question.id))
    _link(made, "alternate", root + urls.record(question.id), "text/html")
    _text(made, "updated", _instant(happened.day))
    if question.tabled_on:
        _text(made, "published", _instant(question.tabled_on))
    if question.asked_by.label:
        _author(made, question.asked_by.label)
    for term in filter(None, (happened.why, question.house, question.answering_body.name)):
        etree.SubElement(made, f"{{{_ATOM}}}category", term=without_forbidden(term))
    _text(made, "summary", _summary(happened))
    return made


def _summary(happened: Happened) -> str:
    """Why it is there, who asked whom, and the beginning of what was said."""
    question = happened.question
    lines = [
        f"{wording.sentence_case(happened.why)}. {wording.status(question)}",
        f"{' · '.join(wording.origin(question))} · {wording.byline(question)}",
        f"Question: {_beginning(question.text)}",
    ]
    if question.answer and question.answer.text:
        lines.append(f"Answer: {_beginning(question.answer.text)}")
    return "\n\n".join(lines)


def _beginning(text: str) -> str:
    return textwrap.shorten(text[: 2 * MAX_PASSAGE], MAX_PASSAGE, placeholder=" …")


def _instant(day: date) -> str:
    """A day as Atom has it. Sources give no time that holds for every record, so it is the day's first moment."""
    return f"{day.isoformat()}T00:00:00Z"


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = without_forbidden(text)


def _link(parent: etree._Element, rel: str, href: str, kind: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}link", rel=rel, type=kind, href=without_forbidden(href))


def _author(parent: etree._Element, name: str) -> None:
    _text(etree.SubElement(parent, f"{{{_ATOM}}}author"), "name", name)
