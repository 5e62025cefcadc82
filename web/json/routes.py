"""The addresses of our own JSON. Each is answered by the query of its page, so it reads the same parameters."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, abort, request

from search.engine import Engine
from search.pipeline.semantic_bonus import Meaning
from web.http import cors, errors
from web.http.errors import no_such_body, no_such_person, no_such_record
from web.json import builders
from web.json.insight import clock as clock_json
from web.json.insight import people as people_json
from web.json.insight import rising as rising_json
from web.json.insight import trends as trends_json
from web.json.insight.chains import chain as chain_data
from web.queries.changes import query_changes
from web.queries.coverage import query_coverage
from web.queries.earlier_questions import query_earlier_questions
from web.queries.home import query_home
from web.queries.insight.bodies import query_bodies, query_body
from web.queries.insight.chains import ChainKind, query_chain
from web.queries.insight.clock import query_clock
from web.queries.insight.members import query_members
from web.queries.insight.people import query_person
from web.queries.insight.rising import query_rising
from web.queries.insight.trends import query_trends
from web.queries.record import query_record
from web.queries.results import query_results
from web.queries.score import query_score
from web.queries.similar import query_similar
from web.queries.values import query_values
from web.site.help_topics import HelpTopics
from web.site.link import Pairs

MEDIA_TYPE = "application/json"


def routes(engine: Engine, topics: HelpTopics, meaning: Meaning | None = None) -> Blueprint:
    """Every address."""
    blueprint = Blueprint("json", __name__)
    errors.answer_in_json(blueprint)
    cors.allow_other_sites(blueprint)
    _add_searches(blueprint, engine, meaning)
    _add_records(blueprint, engine, meaning)
    _add_people_and_bodies(blueprint, engine)

    @blueprint.get("/coverage.json")
    def coverage() -> Response:
        return _response(builders.coverage(query_coverage(engine)))

    @blueprint.get("/help.json", defaults={"topic": ""})
    @blueprint.get("/help/<topic>.json")
    def help_topic(topic: str) -> Response:
        if topic not in topics:
            abort(404)
        return _response(builders.help_topic(topics, topic))

    @blueprint.get("/<path:other>.json")
    def not_found(other: str) -> Response:
        abort(404)

    return blueprint


def _add_searches(blueprint: Blueprint, engine: Engine, meaning: Meaning | None) -> None:
    @blueprint.get("/index.json")
    def home() -> Response:
        return _response(builders.home(query_home(engine)))

    @blueprint.get("/search.json")
    def results() -> Response:
        return _response(builders.results(query_results(engine, _params(), meaning)))

    @blueprint.get("/search/values/<field>.json")
    def values(field: str) -> Response:
        result = query_values(engine, field, _params())
        if result is None:
            abort(404)
        return _response(builders.values(result))

    @blueprint.get("/changes.json")
    def changes() -> Response:
        return _response(builders.changes(query_changes(engine, _params())))

    @blueprint.get("/trends.json")
    def trends() -> Response:
        result = query_trends(engine, _params())
        return _response(trends_json.trends(result, builders.index(result.info)))

    @blueprint.get("/rising.json")
    def rising() -> Response:
        window, result = query_rising(engine, _params())
        return _response(rising_json.rising(window, result, builders.index(engine.info())))

    @blueprint.get("/clock.json")
    def clock() -> Response:
        result = query_clock(engine, _params())
        return _response(clock_json.clock(result, builders.index(result.info)))

    @blueprint.get("/asked.json")
    def earlier_questions() -> Response:
        return _response(builders.earlier_questions(query_earlier_questions(engine, _params(), meaning)))


def _add_records(blueprint: Blueprint, engine: Engine, meaning: Meaning | None) -> None:
    @blueprint.get("/questions/<id>.json")
    def record(id: str) -> Response:
        result = query_record(engine, id, _params())
        if result is None:
            raise no_such_record(id)
        return _response(builders.record(result))

    @blueprint.get("/questions/<id>/similar.json")
    def similar(id: str) -> Response:
        result = query_similar(engine, id, _params(), meaning)
        if result is None:
            raise no_such_record(id)
        return _response(builders.similar(result))

    @blueprint.get("/questions/<id>/score.json")
    def score(id: str) -> Response:
        result = query_score(engine, id, _params(), meaning)
        if result is None:
            raise no_such_record(id)
        return _response(builders.score(result))

    @blueprint.get("/questions/<id>/<any(thread, set, series):kind>.json")
    def chain(id: str, kind: ChainKind) -> Response:
        result = query_chain(engine, kind, id, _params())
        if result is None:
            raise no_such_record(id)
        return _response(chain_data(result))


def _add_people_and_bodies(blueprint: Blueprint, engine: Engine) -> None:
    @blueprint.get("/people.json")
    def members() -> Response:
        result = query_members(engine, _params())
        return _response(people_json.members(result, builders.index(result.info)))

    @blueprint.get("/people/<key>.json")
    def person(key: str) -> Response:
        result = query_person(engine, key, _params())
        if result is None:
            raise no_such_person(key)
        return _response(people_json.member_page(result, builders.index(result.info)))

    @blueprint.get("/bodies.json")
    def bodies() -> Response:
        result = query_bodies(engine, _params())
        return _response(people_json.bodies(result, builders.index(result.info)))

    @blueprint.get("/bodies/<key>.json")
    def body(key: str) -> Response:
        result = query_body(engine, key, _params())
        if result is None:
            raise no_such_body(key)
        return _response(people_json.body_page(result, builders.index(result.info)))


def _params() -> Pairs:
    return tuple(request.args.items(multi=True))


def _response(answer: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(answer), mimetype=MEDIA_TYPE)
