"""Limits the rate of each client, by the cost of its requests. Each process counts alone, so each worker allows the rate."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from flask import Flask, request

from search.text.numbers import whole_number
from web.http.errors import Refused
from web.operations.token_buckets import TokenBuckets
from web.server.clients import client_of

FREE, RECORD, SEARCH, FILTERED, EXPORT = 0, 1, 2, 5, 50
"""The costs of a request in units, roughly in proportion to processor time. A record is one read, and a search reads postings.
A filter and a list of an API also count or read hundreds of records. An export reads all that match."""

RECORDS_A_UNIT = 20
"""A request costs one more unit for this many records."""

COSTS = (
    (FREE, ("/health", "/livez", "/readyz", "/metrics", "/static/", "/robots.txt", "/.well-known/")),
    (SEARCH, ("/export.about.json",)),
    (EXPORT, ("/export.",)),
    (FILTERED, ("/mcp", "/search.atom", "/search/values/", "/asked", "/changes", "/trends", "/rising", "/clock")),
    (FILTERED, ("/questions/<id>/similar", "/questions/<id>/<any(", "/people", "/bodies")),
    (SEARCH, ("/search",)),
    (RECORD, ("/resources/", "/api/writtenquestions/questions/", "/api/openapi.json", "/api-config", "/swagger/", "/meta")),
    (FILTERED, ("/answeredquestions", "/commons", "/lords", "/resources", "/api/")),
)
"""The cost of a request by the beginning of its route; the first that fits counts, and ``RECORD`` if none does."""

_ONLY_WORDS = frozenset({"q"})
"""The parameters of a search without a filter on its first page."""

_SIZES = {"per": 100, "_pageSize": 5_000, "take": 5_000}
"""The parameters that ask for many records at once, and the highest number that is counted."""


class RateLimits:
    """The limit of every client: ``rate`` units a second. ``has_proxy`` says whether a trusted proxy names the clients.

    Without one, requests of this machine are not limited: they may be those of a proxy, which has many clients.
    """

    def __init__(self, rate: float, has_proxy: bool) -> None:
        self._buckets = TokenBuckets(rate)
        self._has_proxy = has_proxy

    def install(self, app: Flask) -> None:
        """Refuse requests of the app that come too fast."""
        app.before_request(self._check)

    def _check(self) -> None:
        address = request.remote_addr or ""
        units = cost(request.url_rule.rule if request.url_rule else "", request.args)
        if not units or (not self._has_proxy and is_loopback(address)):
            return
        if wait := self._buckets.take(client_of(address), units):
            seconds = "1 second" if wait == 1 else f"{wait:,} seconds"
            message = (
                "Your address has asked for more than this site allows in a short time. Nothing is wrong with this request: "
                f"send it again in {seconds}, and ask more slowly. Searches with filters count more than records, and "
                "files more than both."
            )
            raise Refused(429, "Too many requests", message, retry_after=wait)


def cost(route: str, params: Mapping[str, str]) -> int:
    """Return the cost of a request in units, by its route, such as ``/questions/<id>``, and its parameters."""
    units = next((units for units, beginnings in COSTS if route.startswith(beginnings)), RECORD)
    if units == SEARCH and not _ONLY_WORDS.issuperset(params):
        units = FILTERED
    sizes = (whole_number(params[name], 1, maximum) or 0 for name, maximum in _SIZES.items() if name in params)
    return units and units + max(sizes, default=0) // RECORDS_A_UNIT


def is_loopback(address: str) -> bool:
    """Whether an IP address is this machine's own."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback
