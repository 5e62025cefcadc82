"""``/export.FORMAT``: every record of a search as one file, in the order of its pages. ``/questions/ID.FORMAT``: one record."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.insight.tables import tables_of
from search.model.field_types import YES
from search.model.question import Question
from search.pipeline import relevance_policy
from search.pipeline.relevance_policy import SearchOutcome
from search.pipeline.semantic_bonus import Meaning
from search.query.nodes import AnyOf
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.types import IndexInfo
from web.exports import bibtex
from web.exports.coverage import months_csv
from web.exports.csv_table import MEDIA_TYPE
from web.exports.description import ExportDescription
from web.exports.formats import EXPORTS, REFERENCES, UNAVAILABLE, Export
from web.exports.insight.chains import chain_csv
from web.exports.insight.clock import clock_csv
from web.exports.insight.figures import body_csv, person_csv
from web.exports.insight.tables import tables_csv
from web.exports.insight.trends import trends_csv
from web.exports.selection import read_request
from web.http import caching, cors, errors
from web.http.errors import no_such_body, no_such_person, no_such_record
from web.http.long_answers import LongAnswers
from web.http.streaming import chunks
from web.queries.coverage import query_coverage
from web.queries.insight.bodies import query_body
from web.queries.insight.chains import ChainKind, query_chain
from web.queries.insight.clock import query_clock
from web.queries.insight.people import query_person
from web.queries.insight.trends import query_trends
from web.site import licence, urls

FILE_NAME = "written-questions"
DESCRIPTION = "about.json"
"""The ending of the address that describes an export."""


def routes(engine: Engine, long_answers: LongAnswers, meaning: Meaning | None = None) -> Blueprint:
    """Serve the exports, their descriptions, and the references to single records."""
    exports, described = Blueprint("exports", __name__), Blueprint("description", __name__)
    cors.allow_other_sites(exports)
    caching.keep_parameter_order(exports)
    errors.answer_in_json(described)

    @exports.get("/export.<ending>")
    def export(ending: str) -> Response:
        format_, search_request = _offered(ending), read_request(request.args.items(multi=True))
        snapshot = engine.snapshot()
        description, outcome = _described(snapshot, search_request, meaning)
        if format_.max_records is not None and description.count > format_.max_records:
            raise BadRequest((Problem("format", _too_many(format_, description.count)),))
        headers = _headers(search_request, ending)
        if request.method == "HEAD":
            return Response((), mimetype=format_.media_type, headers=headers)
        answer = long_answers.start(format_.label, format_.at_once)
        records = answer.watched(relevance_policy.ranked_records(snapshot, outcome))
        return Response(answer.body(chunks(format_.write(records, description))), mimetype=format_.media_type, headers=headers)

    @described.get(f"/export.{DESCRIPTION}")
    def export_description() -> Response:
        search_request = read_request(request.args.items(multi=True))
        description, _ = _described(engine, search_request, meaning)
        files = {
            ending: f"{description.root}{urls.export(search_request, ending)}"
            for ending in EXPORTS
            if ending not in UNAVAILABLE
        }
        return Response(msgspec.json.encode(description.as_json() | {"files": files}), mimetype="application/json")

    @exports.get(f"/questions/<id>.<any({', '.join(REFERENCES)}):ending>")
    def reference(id: str, ending: str) -> Response:
        question = engine.get(id)
        if question is None:
            raise no_such_record(id)
        return _reference(question, ending, engine.info())

    _add_tables(exports, engine)
    _add_figures(exports, engine)
    exports.register_blueprint(described)
    return exports


def _add_tables(exports: Blueprint, engine: Engine) -> None:
    """Serve the tables of single records: of an answer, of a thread, of a set and of a series."""

    @exports.get("/questions/<id>/tables.csv")
    def answer_tables(id: str) -> Response:
        return _answer_tables(engine, id)

    @exports.get("/questions/<id>/<any(thread, set, series):kind>.csv")
    def chain(id: str, kind: ChainKind) -> Response:
        result = query_chain(engine, kind, id, tuple(request.args.items(multi=True)))
        if result is None:
            raise no_such_record(id)
        return Response(chain_csv(result, request.url_root.rstrip("/")), mimetype=MEDIA_TYPE)


def _add_figures(exports: Blueprint, engine: Engine) -> None:
    """Serve the figures of the pages that count records."""

    @exports.get("/coverage.csv")
    def coverage() -> Response:
        return Response(months_csv(query_coverage(engine)), mimetype=MEDIA_TYPE)

    @exports.get("/trends.csv")
    def trends() -> Response:
        result = query_trends(engine, tuple(request.args.items(multi=True)))
        return Response(trends_csv(result, request.url_root.rstrip("/")), mimetype=MEDIA_TYPE)

    @exports.get("/clock.csv")
    def clock() -> Response:
        return Response(clock_csv(query_clock(engine, tuple(request.args.items(multi=True)))), mimetype=MEDIA_TYPE)

    @exports.get("/people/<key>.csv")
    def person(key: str) -> Response:
        result = query_person(engine, key, tuple(request.args.items(multi=True)))
        if result is None:
            raise no_such_person(key)
        return Response(person_csv(result, request.url_root.rstrip("/")), mimetype=MEDIA_TYPE)

    @exports.get("/bodies/<key>.csv")
    def body(key: str) -> Response:
        result = query_body(engine, key, tuple(request.args.items(multi=True)))
        if result is None:
            raise no_such_body(key)
        return Response(body_csv(result, request.url_root.rstrip("/")), mimetype=MEDIA_TYPE)


def _offered(ending: str) -> Export:
    """Return the format with this ending. A format whose extra is missing is refused with the reason."""
    if ending in UNAVAILABLE:
        raise BadRequest((Problem("format", UNAVAILABLE[ending]),))
    if ending not in EXPORTS:
        abort(404)
    return EXPORTS[ending]


def _answer_tables(engine: Engine, id: str) -> Response:
    question = engine.get(id)
    if question is None:
        raise no_such_record(id)
    tables = tables_of(question.answer.html) if question.answer else ()
    if not any(tables):
        raise errors.PageNotFound("Its answer has none that can be read.", f"There is no table in question {question.id}")
    disposition = f'attachment; filename="{bibtex.citation_key(question.id)}-tables.csv"'
    return Response(tables_csv(tables), mimetype=MEDIA_TYPE, headers={"Content-Disposition": disposition})


def _headers(search_request: SearchRequest, ending: str) -> dict[str, str]:
    described_by = f'<{urls.export(search_request, DESCRIPTION)}>; rel="describedby"; type="application/json"'
    return {
        "Content-Disposition": f'attachment; filename="{FILE_NAME}.{ending}"',
        "Link": f'{described_by}, <{licence.ADDRESS}>; rel="license"',
    }


def _described(
    engine: Engine, search_request: SearchRequest, meaning: Meaning | None
) -> tuple[ExportDescription, SearchOutcome]:
    """Search as the results page does. Returns the export's description and the outcome, whose records are exported."""
    first = replace(search_request, page=1, per_page=1, with_snippets=False)
    outcome = relevance_policy.search(engine, first, meaning)
    executed = outcome.page.request
    cut = engine.search(replace(executed, filters=(*executed.filters, AnyOf("cut", (YES,))), facets=(), per_page=0))
    return ExportDescription.of(search_request, outcome, cut.collapsed_total, request.url_root.rstrip("/")), outcome


def _reference(question: Question, ending: str, info: IndexInfo) -> Response:
    format_ = REFERENCES[ending]
    disposition = f'attachment; filename="{bibtex.citation_key(question.id)}.{ending}"'
    root, freshness = request.url_root.rstrip("/"), descriptions.freshness(info)
    body = format_.write(question, root, freshness, is_sample=info.is_sample)
    return Response(body, mimetype=format_.media_type, headers={"Content-Disposition": disposition})


def _too_many(format_: Export, count: int) -> str:
    return (
        f"A file for {format_.label} holds at most {format_.max_records:,} records, and this search has {count:,}. "
        "Narrow the search, or export it as CSV."
    )
