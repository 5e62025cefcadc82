"""HTTP caching, compression, CORS and HEAD requests."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
import zstandard
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from search.query.request import SearchRequest
from search.results.types import ResultPage
from tests.web.conftest import BY_HAND
from web import Assets, create_app
from web.http.caching import MIN_COMPRESSED_BYTES, program_digest

DATA: tuple[str, ...] = (
    "/answeredquestions.json",
    "/resources/1285393",
    "/api/writtenquestions/questions",
    "/export.csv",
    "/api-config",
)
DATA += ("/search.atom?q=lantern",)
PAGES = ("/", "/search?q=lantern", "/questions/1285393", "/help")


class Counting(MemoryEngine):
    """An engine that counts its searches."""

    searches = 0

    def snapshot(self) -> Counting:
        return self

    def search(self, request: SearchRequest) -> ResultPage:
        self.searches += 1
        return super().search(request)


@pytest.fixture
def counting() -> Counting:
    return Counting(BY_HAND)


@pytest.fixture
def site(counting: Counting) -> Iterator[FlaskClient]:
    with create_app(counting, Assets.find()).test_client() as client:
        yield client


@pytest.mark.parametrize("address", [*PAGES, *DATA])
def test_a_current_etag_is_answered_304_without_a_search(site: FlaskClient, counting: Counting, address: str) -> None:
    first = site.get(address)
    assert first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    searches = counting.searches
    again = site.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Content-Security-Policy" in again.headers
    assert counting.searches == searches


def test_the_order_of_parameters_does_not_change_the_etag_of_a_page(site: FlaskClient) -> None:
    etag, reordered_etag = (
        site.get(f"/search?{query}").headers["ETag"] for query in ("q=lantern&house=Lords", "house=Lords&q=lantern")
    )
    assert etag == reordered_etag != site.get("/search?q=lantern").headers["ETag"]


def test_a_rebuilt_index_changes_the_etag(site: FlaskClient, counting: Counting) -> None:
    before = site.get("/search?q=lantern").headers["ETag"]
    counting.rebuild(BY_HAND[:3])
    after = site.get("/search?q=lantern", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_each_negotiated_format_has_its_own_etag(site: FlaskClient) -> None:
    kinds = ("text/html", "text/turtle", "")
    assert len({site.get("/answeredquestions", headers={"Accept": kind}).headers["ETag"] for kind in kinds}) == 3


@pytest.mark.parametrize("address", ["/health", "/search?page=x", "/nowhere", "/questions/none"])
def test_health_and_errors_have_no_etag(site: FlaskClient, address: str) -> None:
    assert "ETag" not in site.get(address).headers


def test_the_digest_of_the_program_depends_on_its_files(tmp_path: object) -> None:
    assets = Assets.find()
    assert program_digest(assets) == program_digest(assets)
    assert program_digest(Assets(assets.templates, assets.static, assets.templates)) != program_digest(assets)


@pytest.mark.parametrize("address", [*PAGES, *DATA])
@pytest.mark.parametrize("accepted", ["gzip, br", "gzip, deflate, br, zstd", "zstd;q=0.5, gzip"])
def test_long_answers_are_compressed_for_clients_that_accept_it(site: FlaskClient, address: str, accepted: str) -> None:
    plain = site.get(address)
    packed = site.get(address, headers={"Accept-Encoding": accepted})
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    if len(plain.data) >= MIN_COMPRESSED_BYTES:
        coding = packed.headers["Content-Encoding"]
        assert coding == ("zstd" if accepted.endswith("zstd") and not address.startswith("/export.") else "gzip")
        unpack = gzip.decompress if coding == "gzip" else zstandard.ZstdDecompressor().decompress
        assert unpack(packed.data) == plain.data
        assert len(packed.data) < len(plain.data)


def test_short_answers_are_not_compressed(site: FlaskClient) -> None:
    assert "Content-Encoding" not in site.get("/health", headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize("address", DATA)
def test_other_sites_may_read_data(site: FlaskClient, address: str) -> None:
    assert site.get(address).headers["Access-Control-Allow-Origin"] == "*"
    preflight = site.options(address, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("address", PAGES)
def test_other_sites_may_not_read_pages(site: FlaskClient, address: str) -> None:
    assert "Access-Control-Allow-Origin" not in site.get(address).headers


@pytest.mark.parametrize("address", [*PAGES, *DATA, "/nowhere"])
def test_head_answers_like_get_without_a_body(site: FlaskClient, address: str) -> None:
    get_response, head_response = site.get(address), site.head(address)
    assert (head_response.status_code, head_response.data) == (get_response.status_code, b"")
    assert head_response.headers.get("ETag") == get_response.headers.get("ETag")
    assert head_response.mimetype == get_response.mimetype
