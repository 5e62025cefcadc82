"""What goes wrong, as pages: each says what happened and what to do next, and none shows the inside of the program."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import msgspec
from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from search.errors import BadRequest, EngineUnavailable, IndexMismatch, Problem, Unsupported
from web.json import schemas
from web.json.schemas import ErrorBody
from web.site import urls
from web.site.link import Link, Pairs

log = logging.getLogger(__name__)


class ProblemView(msgspec.Struct, frozen=True):
    """The page of an error: ``problems`` are pairs of a parameter or piece of text and a sentence about it."""

    title: str
    message: str
    problems: Pairs
    text: str
    retry: Link | None


_OWN = ("/search", "/questions/", "/help", "/index.json", "/asked", "/changes", "/coverage.json", "/export.about.json")
"""Where addresses that end with .json are of our own JSON, and so are their errors."""

RETRY_AFTER = "30"
MAX_SHOWN = 80
READ_ONLY = "This address only answers requests to read it. Nothing was changed."
_MESSAGES = {
    404: ("Page not found", "There is no page at this address. If you typed it, check it; or search for what you wanted."),
    405: ("Not done here", READ_ONLY),
}


def install(app: Flask) -> None:
    """Show every error as a page."""
    app.register_error_handler(BadRequest, _bad_request)
    app.register_error_handler(Unsupported, _unsupported)
    app.register_error_handler(EngineUnavailable, _unavailable)
    app.register_error_handler(IndexMismatch, _damaged)
    app.register_error_handler(HTTPException, http_page)


def nothing_here(message: str) -> Response:
    """The page for an address that could have been one, with what may be wrong with it."""
    return _page(404, "Page not found", message)


def no_such_record(id: str) -> Response:
    """The page for a record that is not in the index."""
    message = "It may have been withdrawn from publication, or the data loaded here do not reach so far."
    return _page(404, f"There is no question {_shortened(id)}", message)


def _bad_request(error: BadRequest) -> Response:
    return _page(400, "This search cannot be read", "", error.problems)


def _unsupported(error: Unsupported) -> Response:
    return _page(400, "This search cannot be run", "", (Problem("q", str(error)),))


def _unavailable(error: EngineUnavailable) -> Response:
    response = _page(503, "The index is not open", "Please try again in a minute. Nothing you did caused this.")
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _damaged(error: IndexMismatch) -> Response:
    log.error("%s", error)
    message = "Part of the index is damaged, so this cannot be answered rightly. It has been written to the log."
    return _page(503, "The index is damaged", message)


def http_page(error: HTTPException) -> AnyResponse:
    """The page for an error of HTTP's own; what is no error is answered as it is."""
    if error.code is None or error.code < 400:
        return error.get_response()
    unexpected = ("Something went wrong", "The fault is ours, and it has been written to the log. Please try again.")
    refused = (error.name, "The request could not be answered as it was sent.")
    title, message = _MESSAGES.get(error.code, unexpected if error.code >= 500 else refused)
    return with_methods(_page(error.code, title, message), error)


def with_methods(response: Response, error: HTTPException) -> Response:
    """The response, which says the methods that an address takes where it was asked by another."""
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.allow.update(error.valid_methods)
    return response


def _page(status: int, title: str, message: str, problems: Iterable[Problem] = ()) -> Response:
    found = tuple(problems)
    if request.path.startswith(_OWN) and request.path.endswith(".json"):
        said = ErrorBody(status, title, message, tuple(schemas.Problem(each.where, each.message) for each in found))
        return Response(msgspec.json.encode(said), status, mimetype="application/json")
    text = request.args.get("q", "")[:1000]
    retry = Link("Search for the words alone, without any filter", urls.text(text)) if found and text else None
    view = ProblemView(title, message, tuple((_named(each.where), each.message) for each in found), text, retry)
    return make_response(render_template("pages/error.html", view=view), status)


def _named(where: str) -> str:
    return "Search text" if where == "q" else _shortened(where)


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
