"""The addresses of the official API: a list, one question by its number or by its day and UIN, and the OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path

import msgspec
from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from search.engine import Engine
from search.model.question import Question
from search.query.nodes import And, AnyOf, DateRange, Node
from search.query.request import SearchRequest
from web.api_queries.member_numbers import MemberNumbers
from web.http import caching, cors, warning
from web.http.snapshots import pieces_of_one_build
from web.http.streaming import chunks
from web.official_api import parameters, problem_details, queries, values
from web.official_api.grouped_days import with_grouped_days
from web.official_api.parameters import Parameters
from web.official_api.problem_details import problem_response
from web.official_api.values import Value

CONTENT_TYPE = "application/json; charset=utf-8"
QUESTIONS = "/api/writtenquestions/questions"
DEFAULT_TAKE = 20
MAX_TAKE = 5_000
READ_AT_ONCE = 500
"""Records that are held in memory. A longer list is sent while its records are read, in batches of this size."""

_OPENAPI_FILE = Path(__file__).with_name("openapi.json")


def routes(engine: Engine) -> Blueprint:
    """Serve the API. Any other address below ``/api/`` gets an error in the API's form."""
    api = Blueprint("official_api", __name__)
    problem_details.install(api)
    cors.allow_other_sites(api)
    caching.keep_parameter_order(api)
    openapi_json, members = _OPENAPI_FILE.read_bytes(), MemberNumbers(engine)

    @api.get(QUESTIONS, strict_slashes=False)
    def questions() -> Response:
        return _list(engine, members, Parameters(request.args.items(multi=True)))

    @api.get(f"{QUESTIONS}/<id>")
    def question(id: str) -> Response:
        params = Parameters(request.args.items(multi=True))
        number = params.convert("id", id, partial(parameters.read_number, minimum=0))
        return _single(engine, members, params, AnyOf("id", (str(number),)))

    @api.get(f"{QUESTIONS}/<date>/<uin>")
    def question_of_day(date: str, uin: str) -> Response:
        params = Parameters(request.args.items(multi=True))
        day = params.convert("date", date, parameters.read_date)
        return _single(engine, members, params, And((AnyOf("uin", (uin.upper(),)), DateRange("tabled", day, day))))

    @api.get("/swagger/v1/swagger.json")
    @api.get("/api/openapi.json")
    def openapi() -> Response:
        return Response(openapi_json, content_type=CONTENT_TYPE)

    @api.get("/swagger/<path:other>")
    @api.get("/api/<path:other>")
    def not_found(other: str) -> Response:
        abort(404)

    return api


def _list(engine: Engine, members: MemberNumbers, params: Parameters) -> Response:
    engine = engine.snapshot()
    list_query = queries.list_query(params, engine, members)
    skip, take = params.number("skip", minimum=0) or 0, params.number("take", 0, MAX_TAKE)
    expand, cut = params.flag("expandMember"), params.flag("cut")
    params.check()
    limit = DEFAULT_TAKE if take is None else take
    request = SearchRequest(query=list_query.query, sort=queries.ORDER, offset=skip, with_snippets=False, with_scores=False)
    page = engine.search(replace(request, per_page=min(limit, READ_AT_ONCE)))
    if list_query.text and (note := list_query.text.close_note(engine, list_query.narrowed_by, page.total)):
        params.notes.append(f"searchTerm: {note}")

    def items(questions: Iterable[Question]) -> Iterator[Value]:
        questions = with_grouped_days(engine, [*map(members.numbered, questions)])
        return (values.item(question, expand, cut) for question in questions)

    first_batch = [hit.question for hit in page.hits]
    if limit <= READ_AT_ONCE:
        return _answer({"totalResults": page.total, "results": list(items(first_batch))}, params)
    batches = chain([first_batch], _further_batches(engine, request, limit, page.total))
    every_item = chain.from_iterable(map(items, batches))
    body = pieces_of_one_build(engine, chunks(_long_list(page.total, every_item)))
    return _with_notes(Response(body, content_type=CONTENT_TYPE), params)


def _further_batches(engine: Engine, request: SearchRequest, limit: int, total: int) -> Iterator[list[Question]]:
    """Yield the records after the first ``READ_AT_ONCE``, up to the limit, in batches of that size. One search finds all."""
    start = request.offset + READ_AT_ONCE
    others = islice(engine.scan(replace(request, offset=start)), limit - READ_AT_ONCE) if start < total else iter(())
    while batch := [*islice(others, READ_AT_ONCE)]:
        yield batch


def _long_list(total: int, items: Iterable[Value]) -> Iterator[bytes]:
    """Write a list while its items are read, in the same bytes as a short one."""
    yield b'{"totalResults":%d,"results":[' % total
    for number, item in enumerate(items):
        yield (b"," if number else b"") + msgspec.json.encode(item)
    yield b"]}"


def _single(engine: Engine, members: MemberNumbers, params: Parameters, query: Node) -> Response:
    """Answer with the first match, in the tie-break order of the index: several questions may have one day and UIN."""
    query = And((query, queries.HAS_NUMERIC_ID, *queries.session_filter(params, engine)))
    expand = params.flag("expandMember")
    params.check()
    hits = engine.search(SearchRequest(query=query, sort="newest", per_page=1, with_snippets=False)).hits
    if not hits:
        return problem_response(404, "There is no such question here.")
    question = with_grouped_days(engine, [members.numbered(hits[0].question)])[0]
    return _answer(values.item(question, expand), params)


def _answer(body: object, params: Parameters) -> Response:
    return _with_notes(Response(msgspec.json.encode(body), content_type=CONTENT_TYPE), params)


def _with_notes(response: Response, params: Parameters) -> Response:
    unknown_names = params.unknown_names()
    return warning.add_notes(response, (*([warning.ignored_parameters(unknown_names)] if unknown_names else []), *params.notes))
