"""``/export.FORMAT``: every record of a search as one file, in the pages' order. ``/questions/ID.FORMAT``: one, to cite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.question import Question
from search.pipeline import relevance_policy
from search.query import url_params
from search.query.request import SearchRequest
from search.text.dates import long_date
from web.exports import bibtex
from web.exports.about import About
from web.exports.formats import EXPORTS, REFERENCES, Export
from web.http import caching, cors, errors
from web.http.errors import no_such_record
from web.site import licence, urls

CHUNK = 1 << 16
"""Bytes sent at a time, about."""

FILE_NAME = "written-questions"
ABOUT = "about.json"
"""The ending of what stands beside the files: what their search is in words, how much it has, and of when."""


def routes(engine: Engine) -> Blueprint:
    """The address of each format, and of what is to be said of all of them."""
    blueprint, described = Blueprint("exports", __name__), Blueprint("about", __name__)
    cors.allow_other_sites(blueprint)
    caching.keep_parameter_order(blueprint)
    errors.answer_in_json(described)

    @blueprint.get("/export.<ending>")
    def export(ending: str) -> Response:
        if ending not in EXPORTS:
            abort(404)
        format_, asked = EXPORTS[ending], url_params.read(request.args.items(multi=True))
        about, found = _found(engine, asked)
        if format_.most is not None and about.count > format_.most:
            raise BadRequest((Problem("format", _too_many(format_, about.count)),))
        beside = f'<{urls.export(asked, ABOUT)}>; rel="describedby"; type="application/json"'
        headers = {
            "Content-Disposition": f'attachment; filename="{FILE_NAME}.{ending}"',
            "Link": f'{beside}, <{licence.ADDRESS}>; rel="license"',
        }
        return Response(chunks(format_.write(found, about)), mimetype=format_.media_type, headers=headers)

    @described.get(f"/export.{ABOUT}")
    def beside() -> Response:
        asked = url_params.read(request.args.items(multi=True))
        about, _ = _found(engine, asked)
        files = {ending: f"{about.root}{urls.export(asked, ending)}" for ending in EXPORTS}
        return Response(msgspec.json.encode(about.data() | {"files": files}), mimetype="application/json")

    @blueprint.get(f"/questions/<id>.<any({', '.join(REFERENCES)}):ending>")
    def reference(id: str, ending: str) -> Response:
        question = engine.get(id)
        if question is None:
            raise no_such_record(id)
        format_, day = REFERENCES[ending], long_date(engine.info().built_at.date())
        named = f'attachment; filename="{bibtex.key(id)}.{ending}"'
        body = format_.write(question, request.host_url.rstrip("/"), day)
        return Response(body, mimetype=format_.media_type, headers={"Content-Disposition": named})

    blueprint.register_blueprint(described)
    return blueprint


def _found(engine: Engine, asked: SearchRequest) -> tuple[About, Iterator[Question]]:
    """What the results page shows for the search, all of it: with the nearest records where nothing has every word.

    Both are of one build of the index: if it changed between the two calls, both are made again.
    """
    while True:
        outcome = relevance_policy.search(engine, replace(asked, page=1, per_page=1, with_snippets=False))
        found = engine.scan(outcome.page.request)
        if engine.info() == outcome.page.info:
            return About.of(asked, outcome, request.host_url.rstrip("/")), found


def _too_many(format_: Export, count: int) -> str:
    return (
        f"A file for {format_.label} holds {format_.most:,} records, and this search has {count:,}. "
        "Narrow the search, or take it as CSV."
    )


def chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of about ``CHUNK``. What fails fails here too, after what came before it has been sent.

    So the connection breaks before the last piece, and half a file does not look like a whole one.
    """
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= CHUNK:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)
