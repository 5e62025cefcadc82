"""``/help``: the help topics as pages."""

from __future__ import annotations

import msgspec
from flask import Blueprint, abort, render_template
from markdown_it import MarkdownIt

from web.site import safe_html, urls
from web.site.help_topics import TOPICS, HelpTopics
from web.site.link import Link
from web.site.safe_html import SafeHtml

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


class HelpView(msgspec.Struct, frozen=True):
    """A help topic with links to all topics. The link to the topic itself has no address."""

    title: str
    body: SafeHtml
    topics: tuple[Link, ...]


def routes(topics: HelpTopics) -> Blueprint:
    """The address of the table of contents and of each topic."""
    pages = Blueprint("help", __name__)

    @pages.get("/help", defaults={"topic": ""})
    @pages.get("/help/<topic>")
    def help_topic(topic: str) -> str:
        if topic not in topics:
            abort(404)
        return render_template("pages/help.html", view=_view(topics, topic))

    return pages


def _view(topics: HelpTopics, topic: str) -> HelpView:
    return HelpView(
        title=topics[topic].title,
        body=safe_html.trusted_help(MARKDOWN.render(topics[topic].markdown)),
        topics=tuple(Link(topics[name].title, "" if name == topic else urls.help_topic(name)) for name in TOPICS),
    )
