"""The help: Markdown files served as pages, in the order a new reader needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, abort, render_template
from markdown_it import MarkdownIt

from web.site import safe_html, urls
from web.site.link import Link
from web.view_models.help import HelpView

TOPICS = ("searching", "query-language", "narrowing", "more-like-this", "records", "data", "accessibility")
CONTENTS = "index"

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class HelpText:
    """A topic as it is written."""

    title: str
    markdown: str


HelpTopics = Mapping[str, HelpText]
"""Every topic by its name; "" is the contents."""


def read(folder: Path) -> HelpTopics:
    """The help's files, read once, at start."""
    files = {"": CONTENTS, **{topic: topic for topic in TOPICS}}
    texts = {topic: (folder / f"{name}.md").read_text(encoding="utf-8") for topic, name in files.items()}
    return {topic: HelpText(text.partition("\n")[0].removeprefix("# "), text) for topic, text in texts.items()}


def routes(topics: HelpTopics) -> Blueprint:
    """``/help`` and a page for each topic."""
    pages = Blueprint("help", __name__)

    @pages.get("/help", defaults={"topic": ""})
    @pages.get("/help/<topic>")
    def page(topic: str) -> str:
        if topic not in topics:
            abort(404)
        others = tuple(Link(topics[each].title, "" if each == topic else urls.help_topic(each)) for each in TOPICS)
        view = HelpView(topics[topic].title, safe_html.ours(_MARKDOWN.render(topics[topic].markdown)), others)
        return render_template("pages/help.html", view=view)

    return pages
