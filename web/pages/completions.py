"""Completions of what a reader types: ``/words`` for the script of the search box, ``/suggest`` for browsers (OpenSearch)."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from search.engine import Engine
from search.pipeline.completions import complete
from web.site import urls

SUGGESTIONS_TYPE = "application/x-suggestions+json"
MAX_COMPLETIONS = 8
MAX_TEXT_LENGTH = 200
"""A longer text is a draft, which is not completed."""


def routes(engine: Engine) -> Blueprint:
    """The addresses of the completions."""
    pages = Blueprint("completions", __name__)

    @pages.get("/words")
    def completions() -> Response:
        return jsonify(words=_completions(engine, request.args.get("begin", "").lstrip()))

    @pages.get("/suggest")
    def suggestions() -> Response:
        """A list: the text, its completions, their descriptions, which are empty, and the address of each search."""
        text = request.args.get("q", "")
        words = _completions(engine, text.lstrip())
        addresses = [request.url_root.rstrip("/") + urls.text_search(completed) for completed in words]
        response = jsonify([text[:MAX_TEXT_LENGTH], words, [""] * len(words), addresses])
        response.mimetype = SUGGESTIONS_TYPE
        return response

    return pages


def _completions(engine: Engine, text: str) -> tuple[str, ...]:
    return complete(engine, text, MAX_COMPLETIONS) if len(text) <= MAX_TEXT_LENGTH else ()
