"""Writes Atom feeds (RFC 4287). All text is plain text, so a feed holds no HTML that a reader could run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from lxml import etree

from search.results.types import IndexInfo
from web.feeds.entries import FeedEntry
from web.site import licence, urls, wording
from web.site.xml_text import without_forbidden

MEDIA_TYPE = "application/atom+xml"
MAX_EXCERPT_CHARACTERS = 600
"""The most characters of a question, and of an answer, in a summary."""

_ATOM = "http://www.w3.org/2005/Atom"


class Feed(msgspec.Struct, frozen=True):
    """The head of a feed. ``url`` and ``page_url`` are addresses within the site; ``root`` is put before them.

    ``entries_are`` says what its entries are. ``note`` is a sentence about those that it leaves out, "" for none.
    """

    title: str
    root: str
    url: str
    page_url: str
    info: IndexInfo
    note: str = ""
    entries_are: str = "Questions newly asked, answered, corrected, transferred or withdrawn"


def write(feed: Feed, entries: Sequence[FeedEntry]) -> bytes:
    """Write the feed; its entries come newest first. It is as new as its first entry, an empty one as the index."""
    element = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item] # None is for no prefix
    _add_text(element, "title", feed.title)
    subtitle = f"{feed.entries_are}, newest first"
    _add_text(element, "subtitle", f"{subtitle}. {feed.note}" if feed.note else subtitle)
    _add_text(element, "id", feed.root + feed.url)
    _add_link(element, "self", feed.root + feed.url, MEDIA_TYPE)
    _add_link(element, "alternate", feed.root + feed.page_url, "text/html")
    _add_link(element, "license", licence.ADDRESS, "text/html")
    _add_text(element, "rights", licence.notice(feed.info.is_sample))
    _add_text(
        element, "updated", _timestamp(entries[0].day if entries else feed.info.newest_activity or feed.info.built_at.date())
    )
    _add_author(element, "UK Parliament")
    element.extend(_entry(entry, feed.root) for entry in entries)
    xml: bytes = etree.tostring(element, xml_declaration=True, encoding="utf-8")
    return xml


def _entry(entry: FeedEntry, root: str) -> etree._Element:
    """Write a record. Its ``id`` is its URI, which never changes; ``updated`` and the title change with its activity."""
    question = entry.question
    element = etree.Element(f"{{{_ATOM}}}entry")
    _add_text(element, "title", f"{wording.title(question)} ({entry.reason})")
    _add_text(element, "id", urls.record_uri(question.id))
    _add_link(element, "alternate", root + urls.record(question.id), "text/html")
    _add_text(element, "updated", _timestamp(entry.day))
    if question.tabled_on:
        _add_text(element, "published", _timestamp(question.tabled_on))
    if question.asked_by.label:
        _add_author(element, question.asked_by.label)
    title_category = wording.MADE_TITLE if wording.has_made_title(question) else ""
    for term in filter(None, (entry.reason, question.house, question.answering_body.name, title_category)):
        etree.SubElement(element, f"{{{_ATOM}}}category", term=without_forbidden(term))
    _add_text(element, "summary", _summary(entry))
    return element


def _summary(entry: FeedEntry) -> str:
    """Return the reason, the state of the question, its people, and the beginning of the question and the answer."""
    question = entry.question
    lines = [
        f"{wording.sentence_case(entry.reason)}. {wording.status(question)}",
        f"{' · '.join(wording.origin(question))} · {wording.byline(question)}",
        f"Question: {wording.excerpt(question.text, question.is_cut, MAX_EXCERPT_CHARACTERS)}",
    ]
    if question.answer and question.answer.text:
        lines.append(f"Answer: {wording.excerpt(question.answer.text, question.answer.is_cut, MAX_EXCERPT_CHARACTERS)}")
    return "\n\n".join(lines)


def _timestamp(day: date) -> str:
    """Return the first moment of a day, because not every source gives the time of day."""
    return f"{day.isoformat()}T00:00:00Z"


def _add_text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = without_forbidden(text)


def _add_link(parent: etree._Element, rel: str, href: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}link", rel=rel, type=media_type, href=without_forbidden(href))


def _add_author(parent: etree._Element, name: str) -> None:
    _add_text(etree.SubElement(parent, f"{{{_ATOM}}}author"), "name", name)
