"""The clock's page: every number is the total of the search it opens, and a month that is not whole has none."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date, timedelta
from math import ceil
from typing import Any

import feedparser
import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.question import Answer, AnsweringBody, Person, Question
from tests.coverage.month_records import month_records
from tests.derived import with_derived
from tests.web.conftest import Get, Page, element_of, links_of, text_of
from web import Assets, create_app
from web.site.clock_words import clock_sentence

HARBOURS = AnsweringBody("Ministry of Harbours", 5)
MONTH = "2024-07"
HOLDING_WORDS = "It will not be possible to answer this question within the usual time period."


def varied(question: Question, place: int) -> Question:
    """One in five is late, one in four is of a named day, one in three is of another body."""
    assert question.due_on
    late_days = 30 if place % 5 == 0 else 0
    answered_on = question.due_on + timedelta(days=late_days)
    return replace(
        question,
        is_named_day=place % 4 == 0,
        answering_body=HARBOURS if place % 3 == 0 else question.answering_body,
        asked_by=Person("Alys Fenwick", 10),
        answer=Answer(text="There are nine wells.", answered_on=answered_on),
    )


WHOLE = month_records(MONTH, 80, first_number=1, change=varied)
UNDATED = month_records("2024-09", 80, first_number=81, change=lambda q, _: replace(q, answer=Answer(text="Nine.")))
WAITING = [
    replace(question, id=f"waits-{question.uin}", answer=None, fetched_on=date(2025, 3, 3))
    for question in month_records("2025-02", 6, first_number=20_000)
]
EARLY = [
    replace(question, id=f"early-{question.uin}", answer=None, fetched_on=question.tabled_on)
    for question in month_records("2025-03", 6, first_number=20_100)
]
RECORDS = list(map(with_derived, [*WHOLE, *UNDATED, *WAITING, *EARLY]))


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(MemoryEngine(RECORDS), Assets.find()).test_client()


@pytest.fixture(scope="module")
def get(client: FlaskClient) -> Get:
    def fetch(address: str, status: int = 200) -> Page:
        response = client.get(address)
        assert response.status_code == status, address
        return Page(response.text)

    return fetch


def row_of(page: Page, table: str, name: str) -> Any:
    for row in page.css(f"[aria-labelledby={table}] tbody tr"):
        if " ".join(element_of(row, "th").text().split()) == name:
            return row
    raise AssertionError(name)


def figures(client: FlaskClient, address: str = "/clock.json") -> dict[str, Any]:
    answer = client.get(address).get_json()
    assert isinstance(answer, dict)
    return answer


def of_month(month: str) -> list[Question]:
    return [q for q in RECORDS if q.tabled_on and q.tabled_on.isoformat().startswith(month)]


def percentile(days: list[int], share: float) -> int:
    return sorted(days)[ceil(share * len(days)) - 1]


@pytest.mark.parametrize("is_named_day", [False, True])
def test_the_figures_are_those_of_the_records(client: FlaskClient, is_named_day: bool) -> None:
    rows = {row["name"]: row for row in figures(client)["months"]}
    figure = rows[MONTH]["figures"][is_named_day]
    records = [q for q in of_month(MONTH) if q.is_named_day == is_named_day]
    late = Counter(q.derived.is_late for q in records)
    days = [q.derived.days for q in records if q.derived.days is not None]
    assert (figure["on_time"], figure["late"], figure["count"]) == (late[False], late[True], len(records))
    assert late[True] > 3 < late[False]
    assert figure["share_on_time"] == round(late[False] / len(records), 4)
    assert figure["median_days"] == percentile(days, 0.5)
    assert figure["days_of_nine_in_ten"] == percentile(days, 0.9)


@pytest.mark.parametrize("address", ["/clock", "/clock?by=due&month=2024-07", "/clock?body=Ministry+of+Harbours"])
def test_every_number_opens_the_questions_that_it_counts(get: Get, client: FlaskClient, address: str) -> None:
    row = row_of(get(address), "by-month", "July 2024")
    cells = row.css("td")
    assert len(cells) == 8
    for start in (0, 4):
        share, median, slow, count = (element_of(cell, "a") for cell in cells[start : start + 4])
        total = total_of(client, count.attributes["href"])
        on_time = total_of(client, share.attributes["href"])
        assert int(number(count)) == total
        assert number(share) == f"{100 * on_time / total:.0f}"
        assert total_of(client, median.attributes["href"]) >= total / 2
        assert total_of(client, slow.attributes["href"]) <= total / 10


def number(link: Any) -> str:
    match = re.match(r"\s*([\d,]+)", link.text())
    assert match
    return match[1].replace(",", "")


def total_of(client: FlaskClient, address: str | None) -> int:
    assert address
    total = client.get(address.replace("/search?", "/search.json?")).get_json()["total"]
    assert isinstance(total, int)
    return total


def test_links_name_the_month_in_words_and_agree_with_their_number(get: Get) -> None:
    hidden = [node.text() for node in get("/clock").css(".clock-table .visually-hidden")]
    assert any(words.endswith(", July 2024") for words in hidden)
    assert not any(MONTH in words for words in hidden)
    one = replace(WHOLE[1], answering_body=AnsweringBody("Ministry of Caves"))
    engine = MemoryEngine(list(map(with_derived, [WHOLE[0], one, *WHOLE[2:]])))
    page = Page(create_app(engine, Assets.find()).test_client().get("/clock").text)
    count = row_of(page, "by-body", "Ministry of Caves").css("a")[-1]
    assert " ".join(count.text().split()) == "1 ordinary question, Ministry of Caves"


def test_the_bodies_of_a_month_add_up_to_it(client: FlaskClient) -> None:
    answer = figures(client)
    month = next(row for row in answer["months"] if row["name"] == MONTH)
    for name in ("on_time", "late", "count"):
        whole = sum(figure[name] for figure in month["figures"])
        assert sum(figure[name] for row in answer["bodies"] for figure in row["figures"]) == whole
    assert [row["name"] for row in answer["bodies"]] == ["Ministry of Harbours", "Ministry of Wells"]


def test_a_month_that_is_not_whole_says_so_and_has_no_number(get: Get, client: FlaskClient) -> None:
    page = get("/clock")
    row = row_of(page, "by-month", "August 2024 to March 2025")
    assert text_of(row, "td").startswith("Not complete, each month for one or more of these reasons: ")
    assert text_of(row, "td").endswith(", no questions")
    assert not re.search(r"\d", text_of(row, "td"))
    assert "April" not in text_of(page, "[aria-labelledby=by-month]")
    partial = [row for row in figures(client)["months"] if row["verdict"] != "whole"]
    assert len(partial) == 8
    assert all(row["figures"] == [] for row in partial)


def test_answers_without_a_day_give_no_share_although_the_month_is_whole(client: FlaskClient) -> None:
    rows = {row["name"]: row for row in figures(client)["months"]}
    assert rows["2024-09"]["verdict"] == "partial"
    assert rows["2024-09"]["reasons"] == ["answers-not-collected"]


@pytest.mark.parametrize("address", ["/clock?month=2024-09", "/clock?month=2025-02&by=due", "/clock?month=1999-01"])
def test_a_refused_month_has_no_numbers_by_body(get: Get, address: str) -> None:
    page = get(address)
    assert not page.css("[aria-labelledby=by-body]")
    assert "no numbers" in (page.html or "")


def test_the_lords_have_one_rule_and_here_no_month(get: Get) -> None:
    page = get("/clock?house=Lords")
    assert "ten working days" in (page.html or "")
    assert "No month is complete in our data" in (page.html or "")


def test_the_late_answers_begin_with_those_that_took_longest(get: Get) -> None:
    page = get("/clock")
    late = [q for q in of_month(MONTH) if q.derived.is_late]
    first = element_of(page, ".clock-list a").attributes["href"]
    longest = max(q.derived.days or 0 for q in late)
    assert first in {f"/questions/{q.id}" for q in late if q.derived.days == longest}
    assert f"All {len(late):,} late answers" in links_of(page, ".more a")


def test_questions_wait_as_far_as_the_copy_knows(get: Get) -> None:
    page = get("/clock")
    assert "All 6 questions known to be waiting" in links_of(page, ".more a")
    assert "had waited 13 sitting days on 3 March 2025" in (page.html or "")


def test_the_csv_has_a_row_for_each_month_and_body(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/clock.csv").text)))
    whole = [row for row in rows if row["verdict"] == "whole"]
    assert [(row["month"], row["body"], row["rule"]) for row in whole] == [
        (MONTH, body, rule) for body in ("", "Ministry of Harbours", "Ministry of Wells") for rule in ("ordinary", "named-day")
    ]
    assert all(row["count"] == row["share_on_time"] == "" for row in rows if row not in whole)


@pytest.mark.parametrize(
    "query",
    ["house=Senate", "body=Ministry+of+Caves", "month=July", "month=2024-13", "by=answer", "colour=red", "month=%D9%A2024-01"],
)
@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
def test_what_cannot_be_read_is_refused(client: FlaskClient, query: str, ending: str) -> None:
    assert client.get(f"/clock{ending}?{query}").status_code == 400


def test_what_became_overdue_is_a_list_and_a_feed(get: Get, client: FlaskClient) -> None:
    overdue = [q for q in RECORDS if q.derived.is_late and q.answer is None]
    page = get("/changes?kind=overdue")
    days = [" ".join(element_of(node, ".change-day").text().split()) for node in page.css(".changes > li")]
    assert len(days) == len(overdue) > 3
    feed = feedparser.parse(client.get("/changes.atom?kind=overdue").data)
    assert feed.feed.title.startswith("Overdue: ")
    assert [entry.updated[:10] for entry in feed.entries] == sorted((str(q.derived.due_by_rule) for q in overdue), reverse=True)


def test_the_presets_narrow_the_results(get: Get, client: FlaskClient) -> None:
    page = get("/search?q=wells&house=Commons&page=2")
    links = {" ".join(node.text().split()): node.attributes["href"] for node in page.css(".presets a")}
    overdue = [q for q in RECORDS if q.derived.is_late and q.answer is None]
    assert total_of(client, links["Overdue"]) == len(overdue)
    assert total_of(client, links["Due this week"]) == 0
    assert "due-by-rule=this+week" in (links["Due this week"] or "")


def test_a_record_says_whether_its_answer_was_late(get: Get) -> None:
    late = next(q for q in of_month(MONTH) if q.derived.is_late)
    line = text_of(get(f"/questions/{late.id}"), ".clock-line")
    assert line.startswith(clock_sentence(late))
    assert line.startswith("Answered late. It was due by ")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            WHOLE[1],
            "Answered on time. It was due by 12 July 2024, under the rule for ordinary questions.",
        ),
        (WAITING[0], "Overdue. An answer was due by 12 February 2025, under the rule for ordinary questions."),
        (EARLY[0], "Due by 12 March 2025, under the rule for ordinary questions."),
        (UNDATED[0], "An answer was due by 12 September 2024, under the rule for ordinary questions. We do not know"),
        (
            replace(WHOLE[1], held_on=WHOLE[1].due_on, answer=Answer(text=HOLDING_WORDS, answered_on=WHOLE[1].due_on)),
            "An answer was due by 12 July 2024, under the rule for ordinary questions. The answer is a holding",
        ),
        (replace(EARLY[0], due_on=None), ""),
    ],
)
def test_the_clock_of_a_record_in_words(question: Question, sentence: str) -> None:
    words = clock_sentence(with_derived(question))
    assert words.startswith(sentence)
    assert bool(words) == bool(sentence)


def test_a_holding_answer_by_its_words_is_called_one_everywhere() -> None:
    held_on = WHOLE[1].due_on
    unmarked = replace(WHOLE[1], held_on=held_on, answer=Answer(text=HOLDING_WORDS, answered_on=held_on))
    question = with_derived(unmarked)
    site = create_app(MemoryEngine([question]), Assets.find()).test_client()
    page = Page(site.get(f"/questions/{question.id}").text)
    assert text_of(page, ".state") == "Holding answer only"
    assert "We have no full answer yet." in text_of(page, ".record-head")
    assert "Answered" not in text_of(page, ".record-head")
    hit = text_of(Page(site.get("/search").text), ".hit")
    assert "Holding answer only" in hit
    assert ", holding answer " in hit
    for address in (f"/questions/{question.id}.md", "/search.md", "/search.atom"):
        text = site.get(address).text
        assert "olding answer" in text, address
        assert "Answered on" not in text, address
    record = site.get(f"/questions/{question.id}.json").json or {}
    assert record["record"]["state"] == "holding"
    assert [event["event"] for event in record["history"]] == ["asked", "held"]
    assert ",holding," in site.get("/export.csv?state=holding").text
    facets = (site.get("/search.json").json or {})["facets"]
    states = next(facet for facet in facets if facet["field"] == "state")
    assert [(bucket["value"], bucket["count"]) for bucket in states["buckets"]] == [("holding", 1)]


BEYOND = [
    replace(question, answer=Answer(text="There are nine wells.", answered_on=question.due_on))
    for question in month_records("2026-06", 80, first_number=30_000)
]
"""A whole month after the end of the calendar of sittings."""


def test_after_the_end_of_the_calendar_no_sitting_day_is_counted_and_the_pages_say_so() -> None:
    records = list(map(with_derived, BEYOND))
    assert {question.derived.days for question in records} == {None}
    assert clock_sentence(records[0]).endswith(
        "Its sitting days are not counted: the calendar of sittings ends on 31 March 2026."
    )
    client = create_app(MemoryEngine([*RECORDS, *records]), Assets.find()).test_client()
    page = text_of(Page(client.get("/clock?month=2026-06").text), "main")
    assert "We have lists of sitting days for June 2017 to March 2026. We do not count other sitting days." in page
    assert "June 2017 to December 2025" in text_of(Page(client.get("/clock?house=Lords").text), "main")
    months = {row["name"]: row for row in figures(client, "/clock.json?month=2026-06")["months"]}
    for row in months["2026-06"]["figures"]:
        assert row["median_days"] is None
        assert row["days_of_nine_in_ten"] is None


def test_the_page_of_a_body_leads_to_its_clock(get: Get) -> None:
    body = get("/bodies").css_first(".figure-table a")
    assert body is not None
    page = get(body.attributes["href"] or "")
    (link,) = page.css(".clock-link a")
    assert get(link.attributes["href"] or "").css_first("option[selected]") is not None
