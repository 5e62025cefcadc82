"""Answers errors: an answer says what happened and what to do next, and shows no internal details.

An error has the format of its address: a page, or what ``error_formats`` has for the ending, unless the blueprint asks for JSON
or registers its own handlers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.wrappers import Response as AnyResponse

from search.errors import BadRequest, EngineUnavailable, IndexMismatch, Problem, Unsupported
from search.model.field_types import Kind
from search.model.fields import FIELDS
from search.query.day_order import swapped_days
from web.http.error_formats import ERROR_FORMATS, ErrorBody, as_json
from web.site import urls
from web.site.link import Link, Pairs

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "30"
MAX_NAME_CHARACTERS = 80
MAX_TEXT_CHARACTERS = 1_000
READ_ONLY = "This address can only be read. Nothing was changed."

_FAULT = ("Something went wrong", "The fault is ours, and it has been logged. Please try again.")
_MESSAGES = {
    404: ("Page not found", "There is no page at this address. If you typed it, check it; or search for what you wanted."),
    405: ("Method not allowed", READ_ONLY),
}


class ErrorView(msgspec.Struct, frozen=True):
    """The page of an error: ``problems`` are pairs of a parameter or piece of text and a sentence about it.

    ``inputs`` are the names of the boxes whose days cannot be read; ``swap`` leads to the search with its days exchanged.
    """

    title: str
    message: str
    problems: Pairs
    text: str
    retry: Link | None
    inputs: tuple[str, ...] = ()
    swap: Link | None = None


class PageNotFound(NotFound):
    """A 404 with a known reason: ``title`` and ``description`` tell it to the reader."""

    def __init__(self, message: str, title: str = "Page not found") -> None:
        super().__init__(message)
        self.title = title


class Refused(HTTPException):
    """A request that is not answered for a known reason: ``title`` and ``description`` tell it to the reader."""

    def __init__(self, code: int, title: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.code, self.title, self.retry_after = code, title, retry_after


def no_such_record(id: str) -> PageNotFound:
    """Return the error for a record that is not in the index."""
    message = "It may have been withdrawn from publication, or it may not be in the data that this site has loaded."
    return PageNotFound(message, f"There is no question {_shortened(id)}")


def no_such_person(key: str) -> PageNotFound:
    """Return the error for a member who asked and answered nothing in the index."""
    message = "No question here was asked or answered by a member with this number or name. /people lists all who did."
    return PageNotFound(message, f"There is no member {_shortened(key)}")


def no_such_body(key: str) -> PageNotFound:
    """Return the error for a body to which no question in the index was put."""
    message = "No question here was put to a body with this name. /bodies lists all to which one was."
    return PageNotFound(message, f"There is no answering body {_shortened(key)}")


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
            return write(ErrorBody(400, "This search cannot be read", "", error.problems))
        case Unsupported():
            return write(ErrorBody(400, "This search cannot be run", "", (Problem("q", str(error)),)))
        case EngineUnavailable():
            log.warning("%s", error)
            message = "Please try again in a minute. Nothing you did caused this."
            response = write(ErrorBody(503, "The index is not open", message))
            response.headers["Retry-After"] = RETRY_AFTER_SECONDS
            return response
        case IndexMismatch():
            log.error("%s", error, exc_info=error.__cause__)
            message = "Part of the index is damaged, so this request cannot be answered. The problem has been logged."
            return write(ErrorBody(503, "The index is damaged", message))
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
    other = _FAULT if error.code >= 500 else (error.name, "The request could not be answered as it was sent.")
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
    text = request.args.get("q", "")[:MAX_TEXT_CHARACTERS]
    retry = Link("Search for the words alone, without any filter", urls.text_search(text)) if body.problems and text else None
    problems = tuple((_label(problem.where), problem.message) for problem in body.problems)
    view = ErrorView(body.title, body.message, problems, text, retry, _day_inputs(body.problems), _swap())
    return make_response(render_template("pages/error.html", view=view), body.status)


def _day_inputs(problems: Iterable[Problem]) -> tuple[str, ...]:
    fields = (problem.where for problem in problems if problem.where in FIELDS and FIELDS[problem.where].kind is Kind.DATE)
    return tuple(f"{field}-{end}" for field in fields for end in ("from", "to"))


def _swap() -> Link | None:
    """Return a link to the same address with the days exchanged that are the wrong way round."""
    pairs = swapped_days(request.args.items(multi=True))
    return Link("Swap them", urls.with_params(request.path, pairs)) if pairs else None


def _label(where: str) -> str:
    return "Search text" if where == "q" else _shortened(where)


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_NAME_CHARACTERS else text[:MAX_NAME_CHARACTERS] + "…"
