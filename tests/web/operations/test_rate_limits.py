"""How fast one client may ask: costs, buckets, and whom the limit spares."""

from __future__ import annotations

from functools import partial

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from search import settings
from search.engines.memory import MemoryEngine
from tests.web.conftest import BY_HAND
from web import Assets, create_app
from web.operations import rate_limits
from web.operations.rate_limits import EXPORT, FILTERED, FREE, RECORD, SEARCH, cost, is_loopback
from web.operations.token_buckets import BURST_SECONDS, MAX_CLIENTS, TokenBuckets
from web.site.options import SiteOptions

RATE = 1.0
STRANGER = "192.0.2.7"


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """No token comes in while a test makes its requests, however slow the machine is."""
    monkeypatch.setattr(rate_limits, "TokenBuckets", partial(TokenBuckets, clock=Clock()))


def site(rate: float = RATE, *, has_proxy: bool = False) -> FlaskClient:
    options = SiteOptions(units_a_second=rate, has_proxy=has_proxy)
    return create_app(MemoryEngine(BY_HAND), Assets.find(), options).test_client()


def answered_count(client: FlaskClient, address: str, remote: str, limit: int = 200) -> int:
    """Return the number of requests answered before the first refusal; ``limit`` without a refusal."""
    for number in range(limit):
        if client.get(address, environ_overrides={"REMOTE_ADDR": remote}).status_code == 429:
            return number
    return limit


def test_a_bucket_allows_a_burst_and_then_the_rate() -> None:
    clock = Clock()
    buckets = TokenBuckets(2.0, clock)
    for _ in range(int(2 * BURST_SECONDS / 5)):
        assert buckets.take("a", 5) == 0
    assert buckets.take("a", 5) == 3, "5 tokens come in 2.5 seconds"
    clock.now = 2.4
    assert buckets.take("a", 5) == 1
    clock.now = 2.5
    assert buckets.take("a", 5) == 0
    assert buckets.take("a", 1) == 1


def test_clients_have_buckets_of_their_own() -> None:
    buckets = TokenBuckets(1.0, Clock())
    assert buckets.take("a", BURST_SECONDS) == 0
    assert buckets.take("a", 1) == 1
    assert buckets.take("b", 1) == 0


def test_a_request_that_costs_more_than_a_bucket_is_answered_when_the_bucket_is_full() -> None:
    clock = Clock()
    buckets = TokenBuckets(0.1, clock)
    assert buckets.take("a", EXPORT) == 0
    assert buckets.take("a", EXPORT) == 60
    clock.now = 60.0
    assert buckets.take("a", EXPORT) == 0


def test_the_buckets_are_bounded_and_the_least_recent_goes_first() -> None:
    buckets = TokenBuckets(1.0, Clock())
    buckets.take("first", BURST_SECONDS)
    buckets.take("second", BURST_SECONDS)
    for number in range(MAX_CLIENTS - 2):
        buckets.take(str(number), 1)
    buckets.take("first", 0)
    buckets.take("one more", 1)
    assert len(buckets) == MAX_CLIENTS
    assert buckets.take("first", 1) == 1
    assert buckets.take("second", 1) == 0, "it was forgotten"


def test_an_export_costs_more_than_a_filtered_page_and_that_more_than_a_record() -> None:
    client = site()
    export, filtered, record = (
        answered_count(client, address, remote)
        for address, remote in (
            ("/export.csv?q=lantern", "192.0.2.1"),
            ("/search?q=lantern&house=Lords", "192.0.2.2"),
            ("/questions/2001", "192.0.2.3"),
        )
    )
    assert (export, filtered, record) == (BURST_SECONDS // EXPORT, BURST_SECONDS // FILTERED, BURST_SECONDS)


@pytest.mark.parametrize(
    ("route", "params", "units"),
    [
        ("/questions/<id>", {}, RECORD),
        ("/help/<topic>", {}, RECORD),
        ("", {}, RECORD),
        ("/search", {"q": "lantern"}, SEARCH),
        ("/search", {"q": "lantern", "page": "2"}, FILTERED),
        ("/search.json", {"house": "Lords"}, FILTERED),
        ("/search.json", {"per": "100"}, FILTERED + 5),
        ("/search", {"q": "lantern", "per": "9" * 1000}, FILTERED),
        ("/export.about.json", {"q": "lantern"}, SEARCH),
        ("/export.<ending>", {"q": "lantern"}, EXPORT),
        ("/resources/<path:rest>", {}, RECORD),
        ("/answeredquestions.<rest>", {"_pageSize": "5000"}, FILTERED + 250),
        ("/api/writtenquestions/questions", {"take": "40"}, FILTERED + 2),
        ("/api/writtenquestions/questions/<id>", {}, RECORD),
        ("/static/<name>", {"per": "100"}, FREE),
    ],
)
def test_the_cost_follows_route_and_parameters(route: str, params: dict[str, str], units: int) -> None:
    assert cost(route, MultiDict(params)) == units


@pytest.mark.parametrize("address", ["/livez", "/readyz", "/health", "/robots.txt"])
def test_monitors_are_never_limited(address: str) -> None:
    assert answered_count(site(0.01), address, "192.0.2.1") == 200


def test_a_refusal_says_when_to_come_again_in_the_format_of_the_address() -> None:
    client = site()
    assert answered_count(client, "/export.csv?q=lantern", STRANGER) == 1
    assert answered_count(client, "/questions/2001", STRANGER) == BURST_SECONDS - EXPORT
    results, page, file = (
        client.get(address, environ_overrides={"REMOTE_ADDR": STRANGER})
        for address in ("/search.json?q=a&per=100", "/search?q=a&per=100", "/export.csv?q=a")
    )
    assert [answer.status_code for answer in (results, page, file)] == [429, 429, 429]
    assert [answer.headers["Retry-After"] for answer in (results, page, file)] == ["10", "10", "50"]
    assert [answer.mimetype for answer in (results, page, file)] == ["application/json", "text/html", "text/csv"]
    assert results.get_json()["title"] == "Too many requests"
    assert "send it again in 10 seconds" in results.get_json()["message"]
    assert "send it again in 10 seconds" in " ".join(page.text.split())


def test_the_addresses_of_one_ipv6_network_are_one_client() -> None:
    client = site()
    assert answered_count(client, "/export.csv?q=lantern", "2001:db8:1:2::1") == 1
    assert answered_count(client, "/export.csv?q=lantern", "2001:db8:1:2:ffff::9") == 0
    assert answered_count(client, "/export.csv?q=lantern", "2001:db8:1:3::1") == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_requests_of_this_machine_are_limited_only_behind_a_trusted_proxy(address: str) -> None:
    assert is_loopback(address)
    assert answered_count(site(), "/export.csv?q=lantern", address, 5) == 5
    assert answered_count(site(has_proxy=True), "/export.csv?q=lantern", address, 5) == 1


@pytest.mark.parametrize("address", ["10.0.0.1", "192.0.2.1", "::2", "", "localhost", "127.0.0.1.evil"])
def test_no_other_address_is_this_machine(address: str) -> None:
    assert not is_loopback(address)


def test_without_a_rate_nothing_is_limited() -> None:
    assert answered_count(site(0), "/export.csv?q=lantern", "192.0.2.1", 30) == 30


@pytest.mark.parametrize(("value", "rate"), [("", 30), ("0", 0), ("0.5", 0.5), ("100", 100)])
def test_the_rate_is_a_number(value: str, rate: float) -> None:
    assert settings.read({"WRANS_LIMIT": value}).limit == rate


@pytest.mark.parametrize("value", ["-1", "many", "1e9", "inf", "nan"])
def test_no_other_rate_is_read(value: str) -> None:
    with pytest.raises(settings.BadSetting, match="WRANS_LIMIT is"):
        settings.read({"WRANS_LIMIT": value})
