"""Suggestions while a reader types: ``/words`` for the script of the search box, ``/suggest`` for browsers (OpenSearch)."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, jsonify, request

from search.engine import Engine
from search.pipeline.suggestions.completions import complete
from search.pipeline.suggestions.suggestions import Suggestions
from web.site import urls

SUGGESTIONS_TYPE = "application/x-suggestions+json"
MAX_COMPLETIONS = 8
MAX_TEXT_LENGTH = 200
"""A longer text is a draft, which is not completed."""


def routes(engine: Engine) -> Blueprint:
    """The addresses of the completions."""
    pages = Blueprint("completions", __name__)
    suggestions_of_index = Suggestions(engine)

    @pages.get("/words")
    def suggestions() -> Response:
        """Headings, members, departments and words, each with its kind and the search that it starts."""
        text = request.args.get("begin", "").lstrip()
        suggested = suggestions_of_index.find(text, MAX_COMPLETIONS) if len(text) <= MAX_TEXT_LENGTH else ()
        return jsonify(suggestions=list(map(msgspec.structs.asdict, suggested)))

    @pages.get("/suggest")
    def browser_suggestions() -> Response:
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
