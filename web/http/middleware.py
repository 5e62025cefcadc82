"""What an operator and a browser need of every response: health, the access log, security headers, a cap on addresses."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, jsonify, request

from search.engine import Engine
from search.errors import BadRequest, EngineUnavailable, Problem

MAX_ADDRESS = 8_000
MAX_PARAMETERS = 300

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; connect-src 'self'; font-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_access = logging.getLogger("wrans.access")


def install(app: Flask, engine: Engine) -> None:
    """Wrap every request, and answer ``/health``."""

    def health() -> Response:
        try:
            info = engine.info()
        except EngineUnavailable as error:
            response = jsonify(status="unavailable", reason=str(error))
            response.status_code = 503
            return response
        return jsonify(
            status="ok",
            build=info.build,
            records=info.records,
            built_at=info.built_at.isoformat(),
            sample=info.is_sample,
        )

    app.before_request(_begin)
    app.after_request(_end)
    app.add_url_rule("/health", view_func=health)


def _begin() -> None:
    g.began = time.perf_counter()
    length, parameters = len(request.query_string), request.query_string.count(b"&") + 1
    if length > MAX_ADDRESS or parameters > MAX_PARAMETERS:
        raise BadRequest((Problem("address", _too_long(length, parameters)),))


def _end(response: Response) -> Response:
    for name, content in HEADERS.items():
        response.headers[name] = content
    response.headers.setdefault("Cache-Control", "no-cache")
    took = (time.perf_counter() - g.began) * 1000
    _access.info("%s %r %d %.0f ms", request.method, request.full_path.removesuffix("?"), response.status_code, took)
    return response


def _too_long(length: int, parameters: int) -> str:
    return (
        f"The address has {length:,} characters in {parameters:,} parameters; at most {MAX_ADDRESS:,} characters "
        f"in {MAX_PARAMETERS} are read. Search for fewer words or values."
    )
