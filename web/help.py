"""The help: Markdown files served as pages, in the order a new reader needs them."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, abort, render_template
from markdown_it import MarkdownIt

from web import links, safe_html
from web.view_models import HelpView, Link

TOPICS = ("searching", "query-language", "narrowing", "more-like-this", "records", "data", "accessibility")
CONTENTS = "index"

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def routes(folder: Path) -> Blueprint:
    """``/help`` and a page for each topic. The files are read once, at start."""
    pages = Blueprint("help", __name__)
    sources = {topic: (folder / f"{topic}.md").read_text(encoding="utf-8") for topic in (CONTENTS, *TOPICS)}
    titles = {topic: source.partition("\n")[0].removeprefix("# ") for topic, source in sources.items()}

    def show(topic: str) -> str:
        others = tuple(Link(titles[each], "" if each == topic else links.help_topic(each)) for each in TOPICS)
        view = HelpView(titles[topic], safe_html.ours(_MARKDOWN.render(sources[topic])), others)
        return render_template("pages/help.html", view=view)

    @pages.get("/help")
    def contents() -> str:
        return show(CONTENTS)

    @pages.get("/help/<topic>")
    def page(topic: str) -> str:
        if topic not in TOPICS:
            abort(404)
        return show(topic)

    return pages
