"""What lets browsers and other programs keep answers: an ETag of build and request, 304s, compression, and CORS for data.

An answer is the same as long as the build of the index, the synonyms, the program and the day are, so whether one that was
kept is still good is known before anything is searched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, g, request
from flask_compress import Compress

import search
from search.engine import Engine
from search.errors import SearchError
from web.http.assets import Assets
from web.linked_data.routes import ROOTS

COMPRESSED = (
    *("text/html", "text/css", "text/javascript", "text/plain", "text/csv", "text/turtle", "image/svg+xml"),
    *("application/json", "application/problem+json", "application/x-ndjson", "application/xml", "application/rdf+xml"),
    *("application/atom+xml", "application/x-research-info-systems", "application/x-bibtex"),
)
SMALLEST = 1_000
"""Bytes below which nothing is compressed: it would still be one packet."""

LEVEL = 4
"""gzip's default, 6, makes a page 8 % smaller and takes 1.7 times as long (0.64 ms against 0.38)."""

_NOT_KEPT = ("/health", "/static/")
_DATA = ("/api/", "/export.", *(f"/{root}" for root in ROOTS))
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, Content-Location, ETag, Link, Warning",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def install(app: Flask, engine: Engine, assets: Assets) -> None:
    """Tag, compare and compress every answer."""
    app.config.update(
        COMPRESS_MIMETYPES=list(COMPRESSED),
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_ALGORITHM_STREAMING=["gzip"],
        COMPRESS_LEVEL=LEVEL,
        COMPRESS_MIN_SIZE=SMALLEST,
    )
    program = program_digest(assets)
    Compress(app)  # the first to be told of is the last to be run: it compresses what the others have finished

    def compare() -> Response | None:
        g.tag = _tag(engine, program)
        kept = [each.partition(":")[0] for each in request.if_none_match.as_set(include_weak=True)]
        if g.tag is None or g.tag not in kept:
            return None
        response = Response(status=304)
        response.set_etag(g.tag, weak=True)
        return response

    def tag(response: Response) -> Response:
        if _is_data(request.path):
            response.headers.update(_CORS)
            if request.method == "OPTIONS":
                response.headers.update(_PREFLIGHT)
        if response.status_code == 200 and g.get("tag"):
            response.set_etag(g.tag, weak=True)
        return response

    app.before_request(compare)
    app.after_request(tag)


def program_digest(assets: Assets) -> str:
    """A digest of what answers are made with: templates, static files, help, and the program itself."""
    folders = (assets.templates, assets.static, assets.help, Path(__file__).parents[1], Path(search.__file__).parent)
    return _digest(path.read_bytes() for folder in folders for path in sorted(folder.rglob("*")) if _is_source(path))


def _is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _tag(engine: Engine, program: str) -> str | None:
    """What names the answer to this request; None where there is none to keep. The order of parameters does not matter."""
    if request.method not in ("GET", "HEAD") or request.path.startswith(_NOT_KEPT):
        return None
    try:
        info, names = engine.info(), engine.thesaurus().fingerprint
    except SearchError:
        return None
    # The Linked Data API says in its answers how it was asked, so there the order matters after all.
    asked = request.query_string if request.path.startswith(_DATA) else sorted(request.args.items(multi=True))
    parts = (info.build, info.built_at, names, program, datetime.now(UTC).date(), request.host_url, request.path, asked)
    return _digest(repr(part).encode() for part in (*parts, request.headers.get("Accept", "")))


def _is_data(path: str) -> bool:
    return path.endswith((".json", ".atom", ".ris", ".bib")) or path.startswith(_DATA)


def _digest(parts: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part)
    return found.hexdigest()[:32]
