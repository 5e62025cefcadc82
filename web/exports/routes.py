"""``/export.FORMAT``: every record of a search as one file, in the order of its pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flask import Blueprint, Response, abort, request

from search import params, retrieval
from search.engine import Engine
from search.request import SearchRequest
from web.exports.formats import EXPORTS

CHUNK = 1 << 16
"""Bytes sent at a time, about."""

FILE_NAME = "written-questions"


def routes(engine: Engine) -> Blueprint:
    """The address of each format."""
    blueprint = Blueprint("exports", __name__)

    @blueprint.get("/export.<ending>")
    def export(ending: str) -> Response:
        if ending not in EXPORTS:
            abort(404)
        format_ = EXPORTS[ending]
        found = engine.scan(_every(engine, params.read(request.args.items(multi=True))))
        body = chunks(format_.write(found, request.host_url.rstrip("/")))
        named = f'attachment; filename="{FILE_NAME}.{ending}"'
        return Response(body, mimetype=format_.media_type, headers={"Content-Disposition": named})

    return blueprint


def _every(engine: Engine, asked: SearchRequest) -> SearchRequest:
    """What the results page shows for the search, all of it: with the nearest records where nothing has every word."""
    return retrieval.search(engine, replace(asked, page=1, per_page=1, passages=False)).page.request


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
