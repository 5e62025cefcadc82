"""A crawler that obeys the rules reaches every record, opens no search, and a reader is answered meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.whoosh.write.writer import WhooshWriter
from tests.attack.crawler import MAX_SEARCH_SHARE, Crawler, Robots, crawl_beside_a_reader, kind_of, page_links
from tests.attack.site import serving
from tests.invented import questions
from web.site import crawling, urls

RECORDS = 150
SECONDS = 30.0
"""The crawl ends earlier, when it has visited everything."""


def test_a_crawler_reaches_every_record_and_opens_no_search(tmp_path: Path) -> None:
    records = questions(RECORDS)
    WhooshWriter(tmp_path / "index").rebuild(records)
    with serving(tmp_path, tmp_path / "index") as site:
        crawled, _, during = crawl_beside_a_reader(site, SECONDS, visitors=2, quiet_seconds=0.5)
    assert crawled.is_finished
    assert crawled.opened == crawled.listed == {urls.record(question.id) for question in records}
    assert crawled.search_share < MAX_SEARCH_SHARE
    assert set(crawled.statuses) == {200}
    assert during.pages.faults == during.health.faults == []


def test_a_crawler_of_a_closed_site_asks_for_its_rules_alone(tmp_path: Path) -> None:
    WhooshWriter(tmp_path / "index").rebuild(questions(5))
    with serving(tmp_path, tmp_path / "index", WRANS_CRAWLERS="closed") as site:
        crawled = Crawler(site.address).crawl(SECONDS)
    assert crawled.requests == 1


@pytest.mark.parametrize(
    ("address", "may_visit"),
    [
        ("/questions/1", True),
        ("/questions/1/similar", False),
        ("/questions/1.json", False),
        ("/questions/1?q=a", False),
        ("/search?q=a", False),
        ("/changes", True),
        ("/changes?page=2", False),
        ("/help/searching", True),
    ],
)
def test_the_rules_are_read_as_rfc_9309_says(address: str, may_visit: bool) -> None:
    robots = Robots(crawling.robots_text("limited", "https://wrans.example.org"))
    assert robots.allows(address) == may_visit
    assert robots.sitemaps == ["https://wrans.example.org/sitemap.xml"]
    assert Robots("Disallow: /\nAllow: /questions").allows("/questions/1"), "the longest rule decides"


def test_links_that_say_nofollow_or_are_no_addresses_are_not_followed() -> None:
    page = (
        b'<a href="/a">a</a><a rel=nofollow href="/b">b</a><a href="https://example.org/">c</a>'
        b'<a href="http://[lamps]/">no address</a><a href="d?e=f#g">d</a>'
    )
    assert list(page_links("/questions/1", page)) == ["/a", "/questions/d?e=f"]
    assert list(page_links("/", b"<meta name=robots content='noindex, nofollow'>" + page)) == []


def test_a_list_of_changes_is_a_search_only_with_parameters() -> None:
    kinds = ["other", "search", "record", "search", "sitemap"]
    assert [kind_of(address) for address in ("/changes", "/changes?q=a", "/questions/1", "/search", "/sitemap.xml")] == kinds
