"""The access log, security headers, and the checks of addresses and hosts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from flask.globals import app_ctx, request_ctx

from search.errors import BadRequest, Problem
from web.http import address, log_lines
from web.http.errors import Refused
from web.http.log_lines import RequestFields
from web.site import crawling

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_QUERY_CHARACTERS = 8_000
MAX_PARAMETERS = 300
MAX_PATH_CHARACTERS = 2_000
MAX_LOGGED_CHARACTERS = 1_000
"""A longer address is cut in the log."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; connect-src 'self'; font-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

CRAWLER_FILES = ("/static/", "/robots.txt", "/sitemap", "/.well-known/")
"""The beginnings of addresses that are read by crawlers themselves, and of files that listed pages need."""

_access_log = logging.getLogger("wrans.access")


def install(app: Flask) -> None:
    """Wrap every request of the app."""
    app.wsgi_app = WithSecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(_start)
    app.after_request(_finish)


class WithSecurityHeaders:
    """WSGI middleware that adds ``HEADERS`` to every response. Flask would check each of them for each response."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None) -> Callable[[bytes], object]:
            return start_response(status, [*headers, *HEADERS.items()], exc_info)

        return self._application(environ, start)


def _start() -> None:
    state, request = app_ctx.g, request_ctx.request
    state.started_at = time.perf_counter()
    state.request_id = log_lines.request_id(request.environ.get("HTTP_TRACEPARENT", ""))
    if request.environ.get(address.INVALID_HOST):
        raise Refused(400, "This request is not valid", "Its Host header is missing or names no host.")
    if len(request.path) > MAX_PATH_CHARACTERS:
        message = f"Its path has {len(request.path):,} characters; at most {MAX_PATH_CHARACTERS:,} are read. Check the address."
        raise Refused(414, "This address is too long", message)
    length, parameters = len(request.query_string), request.query_string.count(b"&") + 1
    if length > MAX_QUERY_CHARACTERS or parameters > MAX_PARAMETERS:
        raise BadRequest((Problem("address", _too_long(length, parameters)),))


def _finish(response: Response) -> Response:
    state, request, headers = app_ctx.g, request_ctx.request, response.headers
    headers.setdefault("Cache-Control", "no-cache")
    headers["X-Request-Id"] = state.request_id
    headers["Traceparent"] = log_lines.answered_trace(state.request_id)
    if not crawling.is_listed(request.path, request.args) and not request.path.startswith(CRAWLER_FILES):
        headers["X-Robots-Tag"] = crawling.NO_INDEX
    milliseconds = (time.perf_counter() - state.started_at) * 1000
    if _access_log.isEnabledFor(logging.INFO):
        _log(response, milliseconds)
    return response


def _log(response: Response, milliseconds: float) -> None:
    path = _logged(request.full_path)
    fields = RequestFields(
        method=request.method,
        address=path,
        route=request.url_rule.rule if request.url_rule else "",
        status=response.status_code,
        milliseconds=round(milliseconds, 1),
        bytes=response.content_length,
        client=request.remote_addr or "",
        request_id=g.request_id,
    )
    line = (request.method, path, response.status_code, milliseconds)
    _access_log.info("%s %r %d %.0f ms", *line, extra={"request": fields})


def _logged(full_path: str) -> str:
    text = full_path.removesuffix("?")
    if len(text) <= MAX_LOGGED_CHARACTERS:
        return text
    return f"{text[:MAX_LOGGED_CHARACTERS]}… ({len(text):,} characters)"


def _too_long(length: int, parameters: int) -> str:
    return (
        f"The address has {length:,} characters in {parameters:,} parameters; at most {MAX_QUERY_CHARACTERS:,} characters "
        f"in {MAX_PARAMETERS} are read. Search for fewer words or values."
    )
