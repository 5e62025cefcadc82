"""``/words``: completions of what a reader types, for the script of the search box."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from search.engine import Engine
from search.pipeline.completions import complete

MAX_COMPLETIONS = 8
MAX_TEXT_LENGTH = 200
"""A longer text is a draft, which is not completed."""


def routes(engine: Engine) -> Blueprint:
    """The address of the completions."""
    pages = Blueprint("completions", __name__)

    @pages.get("/words")
    def completions() -> Response:
        text = request.args.get("begin", "").lstrip()
        return jsonify(words=complete(engine, text, MAX_COMPLETIONS) if len(text) <= MAX_TEXT_LENGTH else ())

    return pages
