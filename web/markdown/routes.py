"""The addresses of Markdown: a page's address with ``.md`` after its path, and ``/llms.txt``."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.pipeline.semantic_bonus import Meaning
from search.text.numbers import whole_number
from web.http import cors
from web.http.errors import no_such_record
from web.markdown import guide, pages
from web.queries.earlier_questions import query_earlier_questions
from web.queries.record import query_record
from web.queries.results import query_results
from web.site.help_topics import HelpTopics
from web.site.link import Pairs

MEDIA_TYPE = "text/markdown"
PART, MAX_PART = "part", 10_000


def routes(engine: Engine, topics: HelpTopics, meaning: Meaning | None = None, *, has_tools: bool = False) -> Blueprint:
    """Every address. Each is answered by the query of its page, so it reads the same parameters.

    ``has_tools`` says whether the site has the tools for assistants, which the guide then names.
    """
    blueprint = Blueprint("markdown", __name__)
    cors.allow_other_sites(blueprint)

    @blueprint.get("/search.md")
    def results() -> Response:
        return _response(pages.results(query_results(engine, _params(), meaning, with_scores=False), _root()))

    @blueprint.get("/asked.md")
    def earlier_questions() -> Response:
        return _response(pages.earlier_questions(query_earlier_questions(engine, _params(), meaning), _root()))

    @blueprint.get("/questions/<id>.md")
    def record(id: str) -> Response:
        params = _params()
        result = query_record(engine, id, tuple((name, value) for name, value in params if name != PART))
        if result is None:
            raise no_such_record(id)
        return _response(pages.record(result, _part_number(params), _root()))

    @blueprint.get("/help.md", defaults={"topic": ""})
    @blueprint.get("/help/<topic>.md")
    def help_topic(topic: str) -> Response:
        if topic not in topics:
            abort(404)
        return _response(topics[topic].markdown)

    @blueprint.get("/llms.txt")
    def llms() -> Response:
        return _response(guide.guide(engine.info(), topics, _root(), has_tools=has_tools))

    return blueprint


def _part_number(params: Pairs) -> int:
    """Return the part that an address asks for, 1 if it names none. Raises ``BadRequest`` for a value that is not a number."""
    values = [value for name, value in params if name == PART]
    if len(values) > 1:
        raise BadRequest((Problem(PART, "part: Give one part."),))
    number = whole_number(values[0], 1, MAX_PART) if values else 1
    if number is None:
        raise BadRequest((Problem(PART, "part: Enter a whole number, 1 for the first part."),))
    return number


def _response(text: str) -> Response:
    return Response(text, mimetype=MEDIA_TYPE)


def _params() -> Pairs:
    return tuple(request.args.items(multi=True))


def _root() -> str:
    return request.url_root.rstrip("/")
