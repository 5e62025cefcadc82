"""The addresses of the official API: a list, one record by its number, one by its day and UIN, and their description."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
from flask import Blueprint, Response, abort, request

from search.engine import Engine
from search.query.nodes import And, AnyOf, DateRange, Node
from search.query.request import SearchRequest
from web.http import caching, cors
from web.official_api import parameters, problem_details, queries, values, warning
from web.official_api.parameters import Parameters
from web.official_api.problem_details import problem

CONTENT_TYPE = "application/json; charset=utf-8"
QUESTIONS = "/api/writtenquestions/questions"
DEFAULT_TAKE = 20
MAX_TAKE = 5_000

_DESCRIPTION = Path(__file__).with_name("openapi.json")


def routes(engine: Engine) -> Blueprint:
    """These addresses; any other below ``/api/`` is answered with an error of the API's own form."""
    api = Blueprint("official_api", __name__)
    problem_details.install(api)
    cors.allow_other_sites(api)
    caching.keep_parameter_order(api)
    description = _DESCRIPTION.read_bytes()

    @api.get(QUESTIONS, strict_slashes=False)
    def questions() -> Response:
        return _list(engine, Parameters(request.args.items(multi=True)))

    @api.get(f"{QUESTIONS}/<id>")
    def question(id: str) -> Response:
        given = Parameters(request.args.items(multi=True))
        number = given.read("id", id, partial(parameters.read_number, least=0))
        return _item(engine, given, AnyOf("id", (str(number),)))

    @api.get(f"{QUESTIONS}/<date>/<uin>")
    def question_of_day(date: str, uin: str) -> Response:
        given = Parameters(request.args.items(multi=True))
        day = given.read("date", date, parameters.read_day)
        return _item(engine, given, And((AnyOf("uin", (uin.upper(),)), DateRange("tabled", day, day))))

    @api.get("/api/openapi.json")
    def openapi() -> Response:
        return Response(description, content_type=CONTENT_TYPE)

    @api.get("/api/<path:other>")
    def nothing(other: str) -> Response:
        abort(404)

    return api


def _list(engine: Engine, given: Parameters) -> Response:
    query = queries.listed(given, engine)
    skip, take = given.number("skip", least=0) or 0, given.number("take", 0, MAX_TAKE)
    expand, cut = given.flag("expandMember"), given.flag("cut")
    given.check()
    wanted = DEFAULT_TAKE if take is None else take
    page = engine.search(
        SearchRequest(query=query, sort=queries.ORDER, per_page=max(wanted, 1), offset=skip, with_snippets=False)
    )
    results = [values.item(hit.question, expand, cut) for hit in page.hits[:wanted]]
    return _answer({"totalResults": page.total, "results": results}, given)


def _item(engine: Engine, given: Parameters, which: Node) -> Response:
    """The first record, in the settled order, of those meant: a day and a UIN may be those of more than one."""
    query = And((which, queries.NUMBERED, *queries.in_session(given, engine)))
    expand = given.flag("expandMember")
    given.check()
    hits = engine.search(SearchRequest(query=query, sort="newest", per_page=1, with_snippets=False)).hits
    if not hits:
        return problem(404, "There is no such question here.")
    return _answer(values.item(hits[0].question, expand), given)


def _answer(said: object, given: Parameters) -> Response:
    response = Response(msgspec.json.encode(said), content_type=CONTENT_TYPE)
    unknown = given.unknown()
    for note in (*([warning.ignored(unknown)] if unknown else []), *given.notes):
        response.headers.add("Warning", warning.header(note))
    return response
