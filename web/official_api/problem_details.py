"""Errors as ProblemDetails objects (RFC 9457), which clients of the official API expect."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from search.errors import BadRequest, EngineUnavailable, IndexMismatch, Problem, Unsupported
from web.http.errors import READ_ONLY, RETRY_AFTER_SECONDS, with_methods
from web.http.warning import shortened

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json; charset=utf-8"
_FAULT = "The fault is ours, and it has been logged. Try again."
_REFUSED = "The request could not be answered as it was sent."
_DETAILS = {404: "There is nothing at this address.", 405: READ_ONLY}


def install(api: Blueprint) -> None:
    """Answer every error of the API with ProblemDetails."""
    api.register_error_handler(BadRequest, _bad_request)
    api.register_error_handler(Unsupported, _unsupported)
    api.register_error_handler(EngineUnavailable, _unavailable)
    api.register_error_handler(IndexMismatch, _damaged)
    api.register_error_handler(HTTPException, _http_error)


def problem_response(status: int, detail: str, problems: Iterable[Problem] = ()) -> Response:
    """Answer with an error. Its ``errors``, if there are problems, are their sentences by parameter."""
    errors: defaultdict[str, list[str]] = defaultdict(list)
    for problem in problems:
        errors[problem.where].append(problem.message)
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": shortened(request.path),
        **({"errors": errors} if errors else {}),
    }
    return Response(msgspec.json.encode(body), status, content_type=CONTENT_TYPE)


def _bad_request(error: BadRequest) -> Response:
    return problem_response(400, str(error), error.problems)


def _unsupported(error: Unsupported) -> Response:
    return problem_response(400, str(error), (Problem("searchTerm", str(error)),))


def _unavailable(error: EngineUnavailable) -> Response:
    response = problem_response(503, "The index is not open. Try again in a minute.")
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def _damaged(error: IndexMismatch) -> Response:
    log.error("%s", error)
    detail = "Part of the index is damaged, so this request cannot be answered. The problem has been logged."
    return problem_response(503, detail)


def _http_error(error: HTTPException) -> AnyResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    detail = _DETAILS.get(error.code, _FAULT if error.code >= 500 else _REFUSED)
    return with_methods(problem_response(error.code, detail), error)
