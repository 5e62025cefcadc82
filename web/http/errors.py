"""Answers errors: an answer says what happened and what to do next, and shows no internal details.

An error has the format of its address: a page, or what ``error_formats`` has for the ending, unless the blueprint asks for JSON
or registers its own handlers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.wrappers import Response as AnyResponse

from search.errors import BadRequest, EngineUnavailable, IndexMismatch, Problem, Unsupported
from web.http.error_formats import ERROR_FORMATS, ErrorBody, as_json
from web.http.error_views.page import error_view, shortened

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "30"
PROBLEM = "There is a problem"
"""The title of an error that the reader can correct."""

READ_ONLY = "This address can only be read. Nothing was changed."
POST_ONLY = "This address takes POST alone. A browser cannot open it."

_FAULT = ("Sorry, there is a problem with this site", "Try again later. We have recorded the problem.")
_MESSAGES = {
    404: (
        "Page not found",
        "If you typed the address, check it. If you pasted it, check that you copied all of it. You can also search.",
    ),
    405: ("Method not allowed", READ_ONLY),
}


class PageNotFound(NotFound):
    """A 404 with a known reason, which ``title`` and ``description`` give."""

    def __init__(self, message: str, title: str = "Page not found") -> None:
        super().__init__(message)
        self.title = title


class Refused(HTTPException):
    """A request that is refused for a known reason, which ``title`` and ``description`` give."""

    def __init__(self, code: int, title: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.code, self.title, self.retry_after = code, title, retry_after


def no_such_record(id: str) -> PageNotFound:
    """Return the error for a record that is not in the index."""
    message = "Check the number in the address. We may not have this question, or Parliament may have removed it."
    return PageNotFound(message, f"There is no question {shortened(id)}")


def no_such_person(key: str) -> PageNotFound:
    """Return the error for a member who asked and answered nothing in the index."""
    message = "Look for the name in the list of all members."
    return PageNotFound(message, f"No member has the address {shortened(key)}")


def no_such_body(key: str) -> PageNotFound:
    """Return the error for a body to which no question in the index was put."""
    message = "Look for its name in the list of all departments."
    return PageNotFound(message, f"No department has the address {shortened(key)}")


def install(app: Flask) -> None:
    """Answer the app's errors in the format of the address. The handlers of a blueprint take precedence over these."""
    _register(app, _in_format_of_address)
    app.url_value_preprocessor(_find_rule)


def answer_in_json(blueprint: Blueprint) -> None:
    """Answer every error of the blueprint's routes with an ``ErrorBody`` in JSON."""
    _register(blueprint, _as_json)


def answer_in_format(blueprint: Blueprint, name_format: Callable[[], str]) -> None:
    """Answer every error of the blueprint's routes in the format of this name; with a page if there is no such format."""
    _register(blueprint, lambda body: _in_format(body, name_format()))


def with_methods(response: Response, error: HTTPException) -> Response:
    """Return the response; if its status is 405, its ``Allow`` header names the methods that the address takes."""
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.allow.update(error.valid_methods)
    return response


def _register(owner: Flask | Blueprint, write: Callable[[ErrorBody], Response]) -> None:
    for kind in (BadRequest, Unsupported, EngineUnavailable, IndexMismatch, HTTPException):
        owner.register_error_handler(kind, partial(_answer, write))


def _find_rule(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Set the URL rule of a request that failed with 405.

    Flask sets no rule for such a request. Without a rule it belongs to no blueprint, so its error would always be a page.
    """
    error = request.routing_exception
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        adapter = current_app.create_url_adapter(request)
        if adapter is not None:
            request.url_rule, _ = adapter.match(method=next(iter(error.valid_methods)), return_rule=True)


def _answer(write: Callable[[ErrorBody], Response], error: Exception) -> AnyResponse:
    match error:
        case BadRequest():
            return write(ErrorBody(400, PROBLEM, "", error.problems))
        case Unsupported():
            return write(ErrorBody(400, PROBLEM, "", (Problem("q", str(error)),)))
        case EngineUnavailable():
            log.warning("%s", error)
            message = "Try again in a minute. Nothing you did caused this."
            response = write(ErrorBody(503, "Sorry, this site is not available", message))
            response.headers["Retry-After"] = RETRY_AFTER_SECONDS
            return response
        case IndexMismatch():
            log.error("%s", error, exc_info=error.__cause__)
            message = "Part of our data is damaged, so we cannot show this page. We have recorded the problem."
            return write(ErrorBody(503, "Sorry, this page is not available", message))
        case HTTPException():
            return _answer_http(write, error)
    raise error


def _answer_http(write: Callable[[ErrorBody], Response], error: HTTPException) -> AnyResponse:
    """Answer an HTTP error. Flask raises redirects too; they are returned unchanged."""
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, PageNotFound):
        return write(ErrorBody(404, error.title, error.description or ""))
    if isinstance(error, Refused):
        response = write(ErrorBody(error.code, error.title, error.description or ""))
        if error.retry_after is not None:
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    if isinstance(error, MethodNotAllowed) and "GET" not in (error.valid_methods or ("GET",)):
        return with_methods(write(ErrorBody(405, "Method not allowed", POST_ONLY)), error)
    other = _FAULT if error.code >= 500 else (error.name, "We could not answer this request. Check its address and headers.")
    return with_methods(write(ErrorBody(error.code, *_MESSAGES.get(error.code, other))), error)


def _as_json(body: ErrorBody) -> Response:
    return Response(as_json(body), body.status, mimetype="application/json")


def _in_format_of_address(body: ErrorBody) -> Response:
    return _in_format(body, request.path.rpartition("/")[2].rpartition(".")[2].lower())


def _in_format(body: ErrorBody, name: str) -> Response:
    error_format = ERROR_FORMATS.get(name)
    if error_format is None:
        return _as_page(body)
    return Response(error_format.write(body), body.status, mimetype=error_format.media_type)


def _as_page(body: ErrorBody) -> Response:
    view = error_view(body, request.path, tuple(request.args.items(multi=True)))
    return make_response(render_template("pages/error.html", view=view), body.status)
