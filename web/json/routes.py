"""The addresses of our own JSON: each read as its page is, and answered by the same calls of the engine."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, abort, request

from search.engine import Engine
from search.model.history import history_of
from search.query import url_params
from web.http.errors import no_such_record
from web.json import builders, schemas
from web.pages import changes
from web.pages.coverage import coverage_found
from web.pages.earlier_questions import asked_found
from web.pages.help import HelpTopics
from web.pages.parts import query_notes
from web.pages.parts.record_history import compared, places_of
from web.pages.record import same_answer, within
from web.pages.results import home_found, results_found, values_found, values_of
from web.pages.score import score_found
from web.pages.similar import similar_found
from web.site import urls, wording

MEDIA_TYPE = "application/json"


def page_data_address() -> str:
    """The address of the data of the page that is being made, for its template."""
    return builders.address(request.full_path.removesuffix("?"))


def routes(engine: Engine, topics: HelpTopics) -> Blueprint:
    """Every address."""
    data = Blueprint("data", __name__)
    _searches(data, engine)
    _records(data, engine)

    @data.get("/coverage.json")
    def coverage() -> Response:
        return _answer(builders.coverage(coverage_found(engine)))

    @data.get("/help.json", defaults={"topic": ""})
    @data.get("/help/<topic>.json")
    def topic(topic: str) -> Response:
        if topic not in topics:
            abort(404)
        text, page = topics[topic], schemas.Links(urls.help_topic(topic))
        return _answer(schemas.HelpTopic(topic, text.title, text.markdown, tuple(filter(None, topics)), page))

    return data


def _searches(data: Blueprint, engine: Engine) -> None:
    @data.get("/index.json")
    def home() -> Response:
        latest, bodies = home_found(engine)
        return _answer(
            schemas.Home(builders.index(latest.info), builders.hits(latest), bodies.facets[0].buckets, schemas.Links("/"))
        )

    @data.get("/search.json")
    def search() -> Response:
        asked = url_params.read(request.args.items(multi=True))
        outcome = results_found(engine, asked)
        return _answer(builders.results(asked, outcome, query_notes.read_as(asked, outcome.rewritten)))

    @data.get("/search/values/<field>.json")
    def values(field: str) -> Response:
        asked, find = values_of(field, tuple(request.args.items(multi=True)))
        page = values_found(engine, asked, field, find)
        to = schemas.Links(urls.values(field, asked))
        return _answer(schemas.Values(builders.facet(page.facets[0]), find, to, builders.index(page.info)))

    @data.get("/changes.json")
    def changed() -> Response:
        asked = changes.read(engine, tuple(request.args.items(multi=True)))
        page = changes.changes_found(engine, asked)
        last = tuple((changes.last(asked, hit.question), hit.question) for hit in page.hits)
        return _answer(builders.changes(asked.name, changes.title(asked, page.total), page, last, asked.address))

    @data.get("/asked.json")
    def asked() -> Response:
        return _answer(builders.asked(asked_found(engine, tuple(request.args.items(multi=True)))))


def _records(data: Blueprint, engine: Engine) -> None:
    @data.get("/questions/<id>.json")
    def record(id: str) -> Response:
        chosen, rest = compared(tuple(request.args.items(multi=True)))
        within(rest)
        question = engine.get(id)
        if question is None:
            return no_such_record(id)
        places_of(chosen, question)
        page = urls.record(id)
        cited = wording.citation(question, request.url_root.rstrip("/") + page)
        short = wording.short_citation(question)
        others, search = same_answer(engine, question)
        same = schemas.SameAnswer(others, builders.address(search)) if others else None
        to, index = schemas.Links(page), builders.index(engine.info())
        happened = tuple(map(builders.happened, history_of(question)))
        return _answer(schemas.Record(builders.record(question), cited, short, same, happened, to, index))

    @data.get("/questions/<id>/similar.json")
    def similar(id: str) -> Response:
        question = engine.get(id)
        if question is None:
            return no_such_record(id)
        found = similar_found(engine, question, tuple(request.args.items(multi=True)))
        return _answer(builders.similar(question, found))

    @data.get("/questions/<id>/score.json")
    def score(id: str) -> Response:
        question = engine.get(id)
        if question is None:
            return no_such_record(id)
        asked, found = score_found(engine, question, tuple(request.args.items(multi=True)))
        return _answer(builders.score(asked, question, found.parts, engine.info()))


def _answer(shape: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(shape), mimetype=MEDIA_TYPE)
