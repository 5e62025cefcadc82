"""Feeds and the browser's search box, read back by a feed reader: newest first, each entry with its reason."""

from __future__ import annotations

from calendar import timegm
from datetime import UTC, date, datetime
from urllib.parse import quote

import feedparser
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.question import WITHOUT_ANSWER, Answer, AnsweringBody, Person, Question, Version
from search.query import url_params
from tests.invented import questions
from tests.web.conftest import BY_HAND, CORRECTED, HELD, HOSTILE, SEED_SHAPED, WITHDRAWN, Get, links_of
from web import Assets, create_app
from web.feeds import entries
from web.feeds.entries import MAX_ENTRIES
from web.site import licence

ROOT = "http://localhost"
FEED = "/search.atom?q=lantern&house=Commons&house=Lords"
SPEC = "{http://a9.com/-/spec/opensearch/1.1/}"


def read(client: FlaskClient, address: str) -> feedparser.FeedParserDict:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml")
    feed = feedparser.parse(response.data)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def day_of(entry: feedparser.FeedParserDict) -> date:
    return datetime.fromtimestamp(timegm(entry.updated_parsed), UTC).date()


def ids(feed: feedparser.FeedParserDict) -> list[str]:
    return [entry.id.rpartition("/")[2] for entry in feed.entries]


def site(*records: Question) -> FlaskClient:
    return create_app(MemoryEngine(records), Assets.find()).test_client()


def test_a_feed_has_the_records_of_its_search_newest_activity_first(client: FlaskClient, engine: MemoryEngine) -> None:
    feed = read(client, FEED)
    request = url_params.read([("q", "lantern"), ("house", "Commons"), ("house", "Lords")])
    expected = [question for question in engine.scan(request) if entries.last_activity_day(question) != date.min]
    assert len(expected) > 5
    assert sorted(ids(feed)) == sorted(question.id for question in expected)
    days = [day_of(entry) for entry in feed.entries]
    assert days == sorted(days, reverse=True)
    assert days == sorted(map(entries.last_activity_day, expected), reverse=True)
    assert day_of(feed.feed) == days[0]


def test_the_head_of_a_feed_has_the_search_and_its_addresses(client: FlaskClient) -> None:
    feed = read(client, f"{FEED}&sort=oldest&page=3&per=10&feedback=no&collapse=asked").feed
    assert feed.title == "Written questions for lantern · House: Commons or Lords"
    links = {link.rel: link.href for link in feed.links}
    assert feed.id == links["self"] == ROOT + FEED
    assert links["alternate"] == f"{ROOT}/search?q=lantern&house=Commons&house=Lords"
    assert feed == read(client, FEED).feed
    assert ids(read(client, f"{FEED}&collapse=asked")) == ids(read(client, FEED))
    assert feed.rights == licence.ATTRIBUTION
    assert links["license"] == licence.ADDRESS
    assert feed.author == "UK Parliament"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (SEED_SHAPED, "answered"),
        (CORRECTED, "corrected"),
        (HELD, "holding answer"),
        (replace(HELD, answer=None), "holding answer"),
        (replace(HELD, answer=None, held_on=None), "asked"),
        (replace(WITHDRAWN, tabled_on=date(2024, 1, 1)), "withdrawn"),
    ],
)
def test_an_entry_has_its_reason(question: Question, reason: str) -> None:
    (entry,) = read(site(question), "/search.atom").entries
    assert entry.title.endswith(f"({reason})")
    assert entry.summary.startswith(reason.capitalize())
    assert reason in [tag.term for tag in entry.tags]
    assert entry.summary_detail.type == "text/plain"
    assert entry.link == f"{ROOT}/questions/{question.id}"


def test_an_event_moves_an_entry_to_the_front_and_keeps_its_id() -> None:
    unanswered = replace(SEED_SHAPED, answer=None, tabled_on=date(2024, 1, 1))
    answered = replace(unanswered, answer=Answer(text="Yes.", answered_on=date(2024, 6, 1)))
    before, after = (read(site(question, CORRECTED), "/search.atom") for question in (unanswered, answered))
    assert ids(before) == [CORRECTED.id, unanswered.id]
    assert ids(after) == [unanswered.id, CORRECTED.id]
    assert {entry.id for entry in before.entries} == {entry.id for entry in after.entries}
    assert after.entries[0].updated == "2024-06-01T00:00:00Z"
    assert after.entries[0].published == "2024-01-01T00:00:00Z"


def test_the_id_of_an_entry_does_not_depend_on_the_host() -> None:
    client = site(SEED_SHAPED)
    ids_of_hosts = {
        feedparser.parse(client.get("/search.atom", base_url=base).data).entries[0].id for base in (ROOT, "https://x.example")
    }
    assert ids_of_hosts == {"http://data.parliament.uk/resources/1285393"}


def test_records_without_any_day_are_left_out() -> None:
    assert read(site(WITHDRAWN), "/search.atom").entries == []


def test_a_feed_without_full_matches_is_empty(client: FlaskClient) -> None:
    feed = read(client, "/search.atom?q=lantern+harbour+zebra")
    assert feed.entries == []
    assert feed.feed.updated


def test_a_feed_has_at_most_max_entries() -> None:
    feed = read(site(*questions(2 * MAX_ENTRIES)), "/search.atom")
    assert len(feed.entries) == MAX_ENTRIES
    newest = sorted(map(entries.last_activity_day, questions(2 * MAX_ENTRIES)), reverse=True)[:MAX_ENTRIES]
    assert [day_of(entry) for entry in feed.entries] == newest


def test_long_texts_are_cut_with_an_ellipsis() -> None:
    (entry,) = read(site(replace(HELD, text="lantern " * 5_000)), "/search.atom").entries
    assert len(entry.summary) < 1_000
    assert "lantern …" in entry.summary


@pytest.fixture(scope="module")
def changing() -> tuple[MemoryEngine, FlaskClient]:
    """An engine whose records a test exchanges, and a client of the site over it."""
    engine = MemoryEngine()
    return engine, create_app(engine, Assets.find()).test_client()


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_any_text_is_well_formed_and_stays_text(
    changing: tuple[MemoryEngine, FlaskClient], heading: str, text: str, name: str
) -> None:
    engine, client = changing
    engine.rebuild([replace(HOSTILE, heading=heading, text=text, asked_by=Person(name))])
    (entry,) = read(client, f"/search.atom?id={HOSTILE.id}").entries
    assert entry.summary_detail.type == "text/plain"


def test_markup_in_a_record_reads_back_as_text() -> None:
    feed = etree.fromstring(site(HOSTILE).get("/search.atom").data)
    (title,) = feed.findall("{*}entry/{*}title")
    assert title.text == f"{HOSTILE.heading} (answered)"
    assert title.get("type") is None


@pytest.mark.parametrize("question", [*BY_HAND, *questions(30)], ids=lambda question: question.id)
def test_every_record_has_a_day_and_a_reason_that_agree(question: Question) -> None:
    known = {question.tabled_on, question.held_on}
    known |= {question.answer.answered_on, question.answer.corrected_on} if question.answer else set()
    known |= {version.seen_at.date() for version in question.versions if version.seen_at}
    assert entries.last_activity_day(question) in known | {date.min}
    assert entries.last_activity_reason(question) in entries.REASONS.values()
    assert (entries.last_activity_reason(question) == "asked") == (
        question.state in WITHOUT_ANSWER and question.held_on is None
    )


def test_a_bad_request_is_refused(client: FlaskClient) -> None:
    assert client.get("/search.atom?tabled=banana").status_code == 400


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "all questions"),
        ("/search", "Feed of this search"),
        ("/search?q=lantern&house=Lords&sort=newest&page=2", "Feed of this search"),
    ],
)
def test_pages_name_their_feed_and_link_to_it(get: Get, client: FlaskClient, address: str, name: str) -> None:
    page = get(address)
    (link,) = page.css('link[rel="alternate"][type="application/atom+xml"]')
    target = link.attributes["href"] or ""
    assert link.attributes["title"] == read(client, target).feed.title
    assert [text for text, address in links_of(page, "main a").items() if address == target] == [name]


def test_every_page_offers_its_search_to_the_browser(get: Get, client: FlaskClient) -> None:
    for address in ("/", "/search", "/questions/2001", "/help", "/resources/2001.html"):
        (link,) = get(address).css('link[rel="search"]')
        response = client.get(link.attributes["href"] or "")
        assert response.mimetype == link.attributes["type"] == "application/opensearchdescription+xml"
        described = etree.fromstring(response.data)
        templates = {url.get("type"): url.get("template") or "" for url in described.findall(f"{SPEC}Url")}
        assert len(described.findtext(f"{SPEC}ShortName") or "") <= 16
        for kind, template in templates.items():
            filled = template.replace("{searchTerms}", quote("café & lantern")).removeprefix(ROOT)
            assert client.get(filled).mimetype == kind
        (suggestions,) = (url for url in described.findall(f"{SPEC}Url") if url.get("rel") == "suggestions")
        assert suggestions.get("type") == "application/x-suggestions+json"
        for image in described.findall(f"{SPEC}Image"):
            icon = client.get((image.text or "").removeprefix(ROOT))
            assert (icon.status_code, icon.mimetype) == (200, image.get("type"))
        icons = [client.get(node.attributes["href"] or "") for node in get(address).css('link[rel="icon"]')]
        assert [icon.mimetype for icon in icons] == ["image/png", "image/svg+xml"]
        assert icons[0].data.startswith(b"\x89PNG")


def test_a_feed_expands_synonyms_unless_as_typed(client: FlaskClient) -> None:
    for query in ("q=harbour+beacon", "q=harbour+beacon&as-typed=yes"):
        export_ids = {record["id"] for record in client.get(f"/export.json?{query}").get_json()}
        feed_ids = set(ids(read(client, f"/search.atom?{query}")))
        assert feed_ids == (set() if "as-typed" in query else export_ids - {WITHDRAWN.id})


def test_the_page_of_a_misspelt_search_links_to_the_feed_of_the_corrected_one(client: FlaskClient, get: Get) -> None:
    (link,) = get("/search?q=lantren").css('link[rel="alternate"][type="application/atom+xml"]')
    results = client.get("/search.json?q=lantren").get_json()
    assert ids(read(client, "/search.atom?q=lantren")) == []
    assert len(read(client, link.attributes["href"] or "").entries) > 3
    assert results["total"] > 3


def with_versions(question: Question, **states: Question) -> Question:
    """Return a record with versions, each observed on a day of June 2024."""
    days = ((datetime(2024, 6, int(day[1:]), tzinfo=UTC), state) for day, state in states.items())
    return replace(question, versions=tuple(Version.of(state, day) for day, state in days))


def test_a_reinstated_or_returned_record_has_that_reason() -> None:
    unanswered = replace(SEED_SHAPED, answer=None, held_on=None)
    for absent, reason in (
        (replace(unanswered, is_withdrawn=True), "no longer withdrawn"),
        (replace(unanswered, is_removed_at_source=True), entries.REASONS["returned"]),
    ):
        client = site(with_versions(unanswered, d3=unanswered, d5=absent, d9=unanswered))
        (entry,) = read(client, "/search.atom").entries
        assert entry.title.endswith(f"({reason})")
        assert entry.updated == "2024-06-09T00:00:00Z"
        assert read(client, "/changes.atom?kind=withdrawn").entries == []
        assert read(client, "/changes.atom?kind=removed").entries == []


def test_the_reason_belongs_to_the_day() -> None:
    unanswered = replace(SEED_SHAPED, answer=None, held_on=None)
    moved = replace(unanswered, answering_body=AnsweringBody("Department for Tides"))
    answered = replace(moved, answer=Answer(text="Yes.", answered_on=date(2024, 6, 4)))
    client = site(with_versions(answered, d3=unanswered, d9=answered))
    for address in ("/search.atom", "/changes.atom"):
        (entry,) = read(client, address).entries
        assert entry.title.endswith("(transferred)")
        assert entry.updated == "2024-06-09T00:00:00Z"
