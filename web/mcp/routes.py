"""``/mcp``: the tools over HTTP. The protocol starts at the first request, so a site that nobody asks does not pay for it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request

from web.http import cors, errors
from web.mcp.calls import Source
from web.mcp.server import is_available, wsgi_application

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def routes(source: Source, is_on: bool) -> Blueprint:
    """Serve the tools, if they are on and their extra is installed."""
    blueprint = Blueprint("mcp", __name__)
    errors.answer_in_json(blueprint)
    cors.allow_other_sites(blueprint)
    lock = Lock()
    started: list[WSGIApplication] = []

    @blueprint.post("/mcp")
    def mcp() -> Response:
        if not (is_on and is_available()):
            abort(404)
        with lock:
            if not started:
                started.append(wsgi_application(source))
        return Response.from_app(started[0], request.environ)  # type: ignore[return-value]  # a response of its own class

    return blueprint
