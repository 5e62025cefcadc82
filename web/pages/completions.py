"""``/words``: the words of the index that complete what a reader types, for the script of the search box."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from search.engine import Engine

MAX_COMPLETIONS = 8
MAX_PREFIX_LENGTH = 64


def routes(engine: Engine) -> Blueprint:
    """The address of the completions."""
    pages = Blueprint("completions", __name__)

    @pages.get("/words")
    def completions() -> Response:
        prefix = request.args.get("begin", "").strip()[:MAX_PREFIX_LENGTH]
        return jsonify(words=engine.vocabulary().complete(prefix, MAX_COMPLETIONS) if prefix else ())

    return pages
