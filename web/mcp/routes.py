"""``/mcp``: the tools over HTTP. The package of the protocol is imported with the first request, because it takes long."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, abort, request

from web.http import cors, errors
from web.mcp.calls import Source
from web.mcp.server import is_available
from web.mcp.streamable_http import Answer, answering


def routes(source: Source, is_on: bool) -> Blueprint:
    """Serve the tools, if they are on and their extra is installed."""
    blueprint = Blueprint("mcp", __name__)
    errors.answer_in_json(blueprint)
    cors.allow_other_sites(blueprint)

    @cache
    def answer() -> Answer:
        return answering(source)

    @blueprint.post("/mcp")
    def mcp() -> Response:
        if not (is_on and is_available()):
            abort(404)
        reply = answer()(request.headers.items(), request.get_data())
        response = Response(reply.body, reply.status, mimetype="text/plain")
        response.headers.update(reply.headers)
        return response

    return blueprint
