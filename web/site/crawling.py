"""Which addresses a search engine may visit, which it may list, and which links it should follow.

A search has more filtered pages than an index has records by many powers of ten: a crawler that follows them never ends.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

import msgspec

Access = Literal["open", "limited", "closed"]
"""``open``: a crawler may visit everything. ``limited``: records, members, bodies, lists of changes and help, but no
searches, exports or data. ``closed``: nothing."""


class CrawlerPolicy(msgspec.Struct, frozen=True):
    """The addresses that search engines may visit, and the address for reports of vulnerabilities, "" for none."""

    access: Access = "limited"
    security_contact: str = ""


NO_INDEX = "noindex, nofollow"
"""The rule of a page that is not to be listed, and whose links are not to be followed."""

SITEMAP = "/sitemap.xml"

_LISTED = frozenset(("/", "/coverage", "/changes", "/asked", "/trends", "/rising", "/clock", "/people", "/bodies"))
"""Pages that are listed without parameters."""

_SEARCHES = (
    "/search",
    "/asked",
    "/words",
    "/export.",
    "/changes?",
    "/changes.",
    "/trends?",
    "/trends.",
    "/rising?",
    "/rising.",
    "/clock?",
    "/clock.",
    "/people?letter=",
    "/people?find=",
    "/people.",
    "/people/*?",
    "/people/*.",
    "/bodies.",
    "/bodies/*?",
    "/bodies/*.",
    "/questions/*/",
    "/questions/*?",
    "/questions/*.",
    "/answeredquestions",
    "/commons",
    "/lords",
    "/resources/",
    "/meta/",
    "/api/",
)
"""The beginnings of addresses that are searches, files or data; ``*`` matches any characters."""


_FIGURES = ("/people/", "/bodies/")
_HAS_ONLY_TEXTS = re.compile(r"q=[^&]*(?:&q=[^&]*)*").fullmatch
"""Whether all parameters of a search are texts to search for: ``q``."""


def robots_text(access: Access, root_url: str) -> str:
    """Return ``robots.txt`` (RFC 9309) with the address of the sitemap, which must be absolute."""
    rules = {"open": ["Allow: /"], "limited": [f"Disallow: {path}" for path in _SEARCHES], "closed": ["Disallow: /"]}[access]
    lines = ["User-agent: *", *rules]
    if access != "closed":
        lines += ["", f"Sitemap: {root_url}{SITEMAP}"]
    return "\n".join(lines) + "\n"


def is_listed(path: str, params: Collection[str]) -> bool:
    """Return whether a search engine may list the page at a path with these parameters.

    It may list records, members, bodies, help and the coverage page; and the first page of a search for words alone.
    """
    if path == "/search":
        return set(params) <= {"q"}
    if path.startswith("/questions/"):
        return _is_single(path)
    return not params and (path in _LISTED or path.startswith("/help") or (path.startswith(_FIGURES) and _is_single(path)))


def _is_single(path: str) -> bool:
    return path.count("/") == 2 and "." not in path


def is_followed(url: str) -> bool:
    """Return whether a search engine should follow a link: to another site, or to a page that may be listed.

    A record's address with parameters is a way back to results; the record is listed under its address alone.
    """
    if not url.startswith("/"):
        return True
    path, _, query = url.partition("?")
    if not query:
        return is_listed(path, ())
    return path == "/search" and _HAS_ONLY_TEXTS(query) is not None


def rel_attribute(url: str) -> str:
    """Return the attribute of a link, after a space, that keeps search engines from following it; "" if they should."""
    return "" if is_followed(url) else " rel=nofollow"
