"""``/robots.txt``, ``/sitemap.xml`` and its files, and ``/.well-known/security.txt``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, abort, request

from search.engine import Engine
from web.crawlers import sitemaps
from web.site import crawling
from web.site.crawling import CrawlerPolicy

SECURITY_VALID = timedelta(days=180)
"""How long a reader may rely on ``security.txt``. RFC 9116 recommends less than a year."""


def routes(engine: Engine, policy: CrawlerPolicy) -> Blueprint:
    """Serve what crawlers ask for. Without an address for reports there is no ``security.txt``, and if closed no sitemap."""
    crawlers = Blueprint("crawlers", __name__)

    @crawlers.get("/robots.txt")
    def robots() -> Response:
        return Response(crawling.robots_text(policy.access, _root_url()), mimetype="text/plain")

    @crawlers.get(crawling.SITEMAP)
    def sitemap_index() -> Response:
        if policy.access == "closed":
            abort(404)
        return Response(sitemaps.index(engine, _root_url()), mimetype=sitemaps.MEDIA_TYPE)

    @crawlers.get("/sitemaps/<year>-<int:number>.xml")
    def sitemap(year: str, number: int) -> Response:
        document = None if policy.access == "closed" or not number else sitemaps.file(engine, _root_url(), year, number)
        if document is None:
            abort(404)
        return Response(document, mimetype=sitemaps.MEDIA_TYPE)

    @crawlers.get("/.well-known/security.txt")
    def security() -> Response:
        if not policy.security_contact:
            abort(404)
        expires = (datetime.now(UTC) + SECURITY_VALID).replace(hour=0, minute=0, second=0, microsecond=0)
        lines = (f"Contact: {policy.security_contact}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: en")
        return Response("\n".join(lines) + "\n", mimetype="text/plain")

    return crawlers


def _root_url() -> str:
    return request.url_root.rstrip("/")
