"""HTTP caching and compression: an ETag of the index and the request, 304 if a client's copy is current, Zstandard, gzip.

An answer is the same while the build of the index, the synonyms, the vectors, the program and the British day are the same.
So the server knows before any search whether a client's copy is current.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from flask import Blueprint, Flask, Response, g, request
from flask.globals import app_ctx, request_ctx
from flask_compress import Compress

import search
from search.engine import Engine
from search.errors import SearchError
from search.pipeline.semantic_bonus import Meaning
from search.text import dates
from web.http.assets import Assets

COMPRESSED_MEDIA_TYPES = (
    *("text/html", "text/css", "text/javascript", "text/plain", "text/csv", "text/turtle", "text/markdown"),
    *("application/json", "application/problem+json", "application/x-ndjson", "application/xml", "application/rdf+xml"),
    *("image/svg+xml", "application/atom+xml", "application/x-research-info-systems", "application/x-bibtex"),
)
MIN_COMPRESSED_BYTES = 1_000
"""A smaller answer is not compressed: it fits into one packet as it is."""

GZIP_LEVEL = 5
"""Level 4 makes a page 6 % larger in 0.85 of the time; gzip's default, 6, makes it 2 % smaller and takes 1.4 times as long."""

ZSTD_LEVEL = 3
"""Zstandard's default. It takes a quarter of gzip's time, and a page is 2 % larger."""


def install(app: Flask, engine: Engine, assets: Assets, meaning: Meaning | None) -> None:
    """Give every answer an ETag, answer 304 to a client that has it, and compress."""
    app.config.update(
        COMPRESS_MIMETYPES=list(COMPRESSED_MEDIA_TYPES),
        COMPRESS_ALGORITHM=["zstd", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["gzip"],
        COMPRESS_LEVEL=GZIP_LEVEL,
        COMPRESS_ZSTD_LEVEL=ZSTD_LEVEL,
        COMPRESS_MIN_SIZE=MIN_COMPRESSED_BYTES,
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,  # answer_not_modified does it, before the search
    )
    program = program_digest(assets)
    Compress(app)  # Flask runs the function that was registered first last, so this one compresses the finished response

    def answer_not_modified() -> Response | None:
        g.etag = _etag(engine, program, meaning)
        if g.etag is None or "HTTP_IF_NONE_MATCH" not in request.environ:
            return None
        client_etags = [etag.partition(":")[0] for etag in request.if_none_match.as_set(include_weak=True)]
        if g.etag not in client_etags:
            return None
        response = Response(status=304)
        response.set_etag(g.etag, weak=True)
        return response

    def add_etag(response: Response) -> Response:
        if response.status_code == 200 and g.get("etag"):
            response.set_etag(g.etag, weak=True)
        return response

    app.before_request(answer_not_modified)
    app.after_request(add_etag)


def leave_untagged(blueprint: Blueprint) -> None:
    """Give the blueprint's answers no ETag."""
    blueprint.url_value_preprocessor(lambda _endpoint, _values: setattr(g, "is_untagged", True))


def keep_parameter_order(blueprint: Blueprint) -> None:
    """Give the blueprint's answers an ETag that depends on the order of the parameters, because the answers repeat it."""
    blueprint.url_value_preprocessor(lambda _endpoint, _values: setattr(g, "keeps_parameter_order", True))


def program_digest(assets: Assets) -> str:
    """Return a digest of the templates, the static files, the help files and the program itself."""
    folders = (assets.templates, assets.static, assets.help, Path(__file__).parents[1], Path(search.__file__).parent)
    return _digest(path.read_bytes() for folder in folders for path in sorted(folder.rglob("*")) if _is_source(path))


def _is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _etag(engine: Engine, program: str, meaning: Meaning | None) -> str | None:
    """Return the ETag of the answer to this request; None where the answer is not to be cached."""
    state, request = app_ctx.g, request_ctx.request
    if request.method not in ("GET", "HEAD") or state.get("is_untagged"):
        return None
    try:
        snapshot = engine.snapshot()
        info, synonyms = snapshot.info(), snapshot.thesaurus().fingerprint
    except SearchError:
        return None
    environ = request.environ
    params = request.query_string if state.get("keeps_parameter_order") else sorted(request.args.items(multi=True))
    vectors = meaning.fingerprint if meaning else ""
    parts = (
        info.build,
        info.built_at,
        synonyms,
        program,
        vectors,
        dates.british_today(),
        *map(environ.get, ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME")),  # the address of the site
        request.path,
        params,
        environ.get("HTTP_ACCEPT", ""),
    )
    return _digest([repr(parts).encode()])


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:32]
