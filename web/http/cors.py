"""Cross-origin resource sharing (CORS): which answers the scripts of other sites may read."""

from __future__ import annotations

from flask import Blueprint, Response, request

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, Content-Location, ETag, Link, Warning",
}
_PREFLIGHT_HEADERS = {"Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "86400"}
"""Every header may be sent: a request has no credentials, and the tools for assistants have headers of their own."""


def allow_other_sites(blueprint: Blueprint) -> None:
    """Let other sites read every answer of the blueprint, errors among them."""
    blueprint.after_request(_allow)


def _allow(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if request.method == "OPTIONS":
        response.headers.update(_PREFLIGHT_HEADERS | {"Access-Control-Allow-Methods": ", ".join(sorted(response.allow))})
    return response
