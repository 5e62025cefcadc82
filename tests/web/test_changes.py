"""What changed: the records of each kind of change, newest first, as a page, as a feed and in JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime

import feedparser
import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.lexicon.thesaurus import SynonymEntry
from search.model.fields import FIELDS
from search.model.question import Version
from tests.invented import questions
from tests.web.conftest import (
    BY_HAND,
    CORRECTED,
    HELD,
    HOSTILE,
    SEED_SHAPED,
    SIBLING,
    VERSIONED,
    WITHDRAWN,
    Get,
    Page,
    element_of,
    links_of,
    text_of,
)
from web import Assets, create_app
from web.pages.parts.record_history import EVENT_LABELS, NO_DAY
from web.queries.changes import CHANGE_KINDS, EVERYTHING
from web.site.wording import REMOVED


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A site over the handwritten records only."""
    synonyms = [SynonymEntry("Harbour Beacon", ("lantern", "lamp oil"))]
    return create_app(MemoryEngine(BY_HAND, synonyms=synonyms), Assets.find()).test_client()


@pytest.fixture(scope="module")
def get(client: FlaskClient) -> Get:
    def fetch(address: str, status: int = 200) -> Page:
        response = client.get(address)
        assert response.status_code == status, address
        return Page(response.text)

    return fetch


def listed(page: Page) -> list[tuple[str, str, str]]:
    """The day, the event and the record id of each change."""
    return [
        (
            " ".join(element_of(node, ".change-day").text().split()),
            " ".join(element_of(node, "strong").text().split()),
            (element_of(node, "h2 a").attributes["href"] or "").rpartition("/")[2],
        )
        for node in page.css(".changes > li")
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("completed", [("20 June 2024", EVENT_LABELS["completed"], VERSIONED.id)]),
        ("held", [("10 June 2024", "Holding answer", VERSIONED.id), ("9 May 2024", "Holding answer", HELD.id)]),
        ("corrected", [("1 April 2024", "Answer corrected", CORRECTED.id)]),
        ("transferred", [("5 June 2024 date we saw it", "Moved to another department", VERSIONED.id)]),
        ("withdrawn", [(NO_DAY, "Withdrawn", WITHDRAWN.id)]),
        ("removed", [("28 June 2024 date we saw it", EVENT_LABELS["removed"], VERSIONED.id)]),
    ],
)
def test_each_kind_lists_its_records_with_the_event(get: Get, kind: str, expected: list[tuple[str, str, str]]) -> None:
    assert listed(get(f"/changes?kind={kind}")) == expected


def test_new_answers_are_full_answers_by_their_day(get: Get) -> None:
    changes = listed(get("/changes?kind=answered"))
    assert changes[0] == ("20 June 2024", EVENT_LABELS["completed"], VERSIONED.id)
    assert HELD.id not in [number for *_, number in changes]
    assert [number for *_, number in changes].index(CORRECTED.id) < [number for *_, number in changes].index(SEED_SHAPED.id)


def test_everything_lists_every_dated_record_by_its_latest_event(get: Get) -> None:
    changes = listed(get("/changes"))
    assert changes[0] == ("28 June 2024 date we saw it", EVENT_LABELS["removed"], VERSIONED.id)
    assert ("3 May 2024", "Tabled", HOSTILE.id) in changes, "answered on a day that is not known"
    assert {number for *_, number in changes} == {question.id for question in BY_HAND if FIELDS["changed"].values(question)}


def test_changes_are_filtered_like_any_search(get: Get) -> None:
    page = get("/changes?kind=answered&q=lantern&house=Lords&answered-on-from=2021-02-23")
    assert {number for *_, number in listed(page)} == {SEED_SHAPED.id, SIBLING.id}
    assert text_of(page, ".summary").startswith(
        "New answers: 2 questions for lantern · House: Lords · Date answered from 23 February 2021."
    )
    assert element_of(page, "form#search").attributes["action"] == "/changes"
    assert ("kind", "answered") in [
        (n.attributes["name"], n.attributes["value"]) for n in page.css("form#search input[type=hidden]")
    ]
    assert links_of(page, ".chips a")["Remove filter House: Lords ×"] == (
        "/changes?kind=answered&q=lantern&answered-on-from=2021-02-23"
    )
    kinds = links_of(page, ".kinds a")
    assert len(kinds) == len(CHANGE_KINDS) - 1
    assert kinds["Corrections"] == "/changes?kind=corrected&q=lantern&house=Lords&answered-on-from=2021-02-23"
    assert text_of(page, ".kinds [aria-current]") == "New answers"


def test_changes_search_for_synonyms_but_correct_no_word(get: Get, client: FlaskClient) -> None:
    page = get("/changes?q=harbour+beacon")
    assert text_of(page, ".expansions").startswith("Searched for Harbour Beacon, also lantern, lamp oil.")
    as_named = {number for *_, number in listed(page)}
    (typed,) = links_of(page, ".expansions a").values()
    assert "as-typed=yes" in typed
    as_typed = {number for *_, number in listed(get(typed))}
    assert as_typed < as_named
    entries = [
        client.get(address).text.count("<entry>") for address in ("/changes.atom?q=harbour+beacon", f"/changes.atom{typed[8:]}")
    ]
    assert entries[0] > entries[1]
    assert listed(get("/changes?q=lantren")) == []


def test_pages_follow_one_another() -> None:
    client = create_app(MemoryEngine(questions(60)), Assets.find()).test_client()
    page = client.get("/changes.json?per=10").get_json()
    ids = [change["record"]["id"] for change in page["changes"]]
    while page["links"]["next"]:
        page = client.get(page["links"]["next"].replace("/changes?", "/changes.json?")).get_json()
        ids += [change["record"]["id"] for change in page["changes"]]
    assert len(ids) == len(set(ids)) == page["total"]
    days = [FIELDS["changed"].values(question)[0] for number in ids for question in questions(60) if question.id == number]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("kind", CHANGE_KINDS)
def test_a_kind_has_a_feed_of_the_same_records_with_the_same_days(client: FlaskClient, kind: str) -> None:
    feed = feedparser.parse(client.get(f"/changes.atom?kind={kind}&per=10&page=3").data)
    assert not feed.bozo
    listing = client.get(f"/changes.json?kind={kind}").get_json()
    entries = [(entry.id.rpartition("/")[2], entry.updated[:10]) for entry in feed.entries]
    without_any_day = {question.id for question in BY_HAND if not FIELDS["changed"].values(question)}
    assert [number for number, _ in entries] == [
        change["record"]["id"] for change in listing["changes"] if change["record"]["id"] not in without_any_day
    ]
    days = {change["record"]["id"]: change["event"]["day"] for change in listing["changes"]}
    assert all(date.fromisoformat(day) and days[number] in (day, None) for number, day in entries)
    assert feed.feed.title.startswith(CHANGE_KINDS[kind].label)
    assert feed.feed.subtitle == f"{CHANGE_KINDS[kind].label}, newest first"
    assert client.get(f"/changes?kind={kind}").text.count(f"/changes.atom?kind={kind}") == 2


def test_changes_without_a_day_are_placed_by_the_day_they_were_seen_or_the_last_known() -> None:
    assert CORRECTED.answer
    before = replace(
        CORRECTED, id="3", answer=replace(CORRECTED.answer, is_correction=False, corrected_on=None, original_text="")
    )
    after = replace(CORRECTED, id="3", answer=replace(CORRECTED.answer, corrected_on=None, original_text=""))
    seen_at = (datetime(2024, 6, day, tzinfo=UTC) for day in (1, 2))
    undated = replace(after, versions=tuple(map(Version.of, (before, after), seen_at)))
    unseen = replace(after, id="4")
    client = create_app(MemoryEngine([undated, unseen, CORRECTED]), Assets.find()).test_client()
    page = Page(client.get("/changes?kind=corrected").text)
    assert [number for *_, number in listed(page)] == ["3", CORRECTED.id, "4"]
    assert [day for day, *_ in listed(page)] == ["2 June 2024 date we saw it", "1 April 2024", NO_DAY]
    assert "2 corrections have no date." in text_of(page, ".summary")
    assert "no date" not in client.get("/changes?kind=corrected&house=Lords").text
    entries = [
        [(entry.id.rpartition("/")[2], entry.updated[:10]) for entry in feedparser.parse(client.get(address).data).entries]
        for address in ("/changes.atom?kind=corrected", "/changes.atom")
    ]
    answered = FIELDS["answered-on"].values(unseen)[0]
    assert entries == [[("3", "2024-06-02"), (CORRECTED.id, "2024-04-01"), ("4", answered)]] * 2


def test_feed_entries_name_the_event(client: FlaskClient) -> None:
    reasons = {
        kind: {
            entry.title.rpartition("(")[2] for entry in feedparser.parse(client.get(f"/changes.atom?kind={kind}").data).entries
        }
        for kind in CHANGE_KINDS
    }
    assert reasons["corrected"] == {"corrected)"}
    assert reasons["transferred"] == {"transferred)"}
    assert reasons["answered"] == {"answered)", "answered in full)"}
    assert reasons["removed"] == {f"{REMOVED})"}
    assert f"{REMOVED})" in reasons[EVERYTHING]


def test_parameters_that_cannot_be_read_are_refused(get: Get, client: FlaskClient) -> None:
    assert "Choose one of all, answered, completed" in text_of(get("/changes?kind=banana", 400), "main")
    for address in ("/changes?tabled=banana", "/changes.atom?kind=x", "/changes.json?colour=red"):
        assert client.get(address).status_code == 400


def test_a_page_without_changes_says_so(get: Get) -> None:
    assert "There are no changes of this kind" in text_of(get("/changes?kind=transferred&q=zebra"), ".results")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("transferred", "only if we had the question before."),
        ("withdrawn", "only if we had the question before."),
        ("removed", "only if we had the question before."),
        ("overdue", "We do not count questions whose answer we may lack"),
        ("answered", ""),
        ("corrected", ""),
    ],
)
def test_a_page_without_changes_gives_the_reason_of_its_own_kind(get: Get, kind: str, reason: str) -> None:
    words = text_of(get(f"/changes?kind={kind}&q=zebra"), ".results")
    assert words.startswith("There are no changes of this kind.")
    assert (reason in words) if reason else words == "There are no changes of this kind."
