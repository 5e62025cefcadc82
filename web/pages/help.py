"""``/help``: the help topics as pages."""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec
from flask import Blueprint, abort
from markdown_it import MarkdownIt

from web.pages.rendering import render_page
from web.site import safe_html, urls
from web.site.help_topics import CONTENTS, TOPICS, HelpTopics
from web.site.link import Link
from web.site.safe_html import SafeHtml

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


class HelpView(msgspec.Struct, frozen=True):
    """A help topic with links to all topics. The link to the topic itself has no address."""

    title: str
    page_title: str
    topic: str
    body: SafeHtml
    topics: tuple[Link, ...]


def routes(topics: HelpTopics) -> Blueprint:
    """The address of the table of contents and of each topic."""
    pages = Blueprint("help", __name__)

    @pages.get("/help", defaults={"topic": ""})
    @pages.get("/help/<topic>")
    def help_topic(topic: str) -> bytes:
        if topic not in topics:
            abort(404)
        return render_page("pages/help.html", view=_view(topics, topic))

    return pages


def _view(topics: HelpTopics, topic: str) -> HelpView:
    return HelpView(
        title=topics[topic].title,
        page_title=f"{topics[topic].title} – Help" if topic else topics[topic].title,
        topic=topic or CONTENTS,
        body=safe_html.trusted_help(rendered(topics[topic].markdown)),
        topics=tuple(Link(topics[name].title, "" if name == topic else urls.help_topic(name)) for name in TOPICS),
    )


def rendered(markdown: str) -> str:
    """Return Markdown as HTML. A heading has its words as its id, so that links can lead to it: ``check-a-draft``."""
    tokens = MARKDOWN.parse(markdown)
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open" and heading.tag != "h1":
            heading.attrSet("id", _NOT_IN_ID.sub("-", words.content.lower()).strip("-"))
    html: str = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return html
