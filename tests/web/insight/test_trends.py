"""Trends: the points of a search add up to its results, each opens what it counts, and gaps are told from zero."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from search.engine import Engine
from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import BadRequest
from search.model.question import Answer, Question
from search.pipeline import relevance_policy
from search.query import url_params
from tests.invented import questions
from tests.web.conftest import Get, element_of, links_of, text_of
from web import Assets, create_app
from web.queries.insight.trends import TrendsResult, query_trends
from web.site import urls

SEARCHES = 200
WORDS = "bridge bridges tunnel flood floods fund harbour dentist school schools pupil pension pensions repair grant".split()
MISSPELT = ("brigdes", "harbuor", "pensoins")
FILTERS: tuple[tuple[tuple[str, str], ...], ...] = (
    (),
    (),
    (("house", "Commons"),),
    (("body", "Ministry of Tides"), ("body", "Department for Bridges")),
    (("state", "answered"), ("house", "Lords")),
    (("tabled-from", "2023-11-17"),),
    (("tabled-from", "2023-11-20"), ("tabled-to", "2024-01-09")),
    (("tabled-month", "2023-12"), ("tabled-month", "2024-01")),
    (("tabled-year", "2023"),),
    (("has", "answered-on"), ("as-typed", "yes")),
    (("lacks", "heading"),),
)


def made_text(rng: random.Random) -> str:
    """A search of the language, from a seed."""
    first, second, third = rng.sample(WORDS, 3)
    return rng.choice(
        (
            *(
                first,
                f"{first} {second}",
                f"{first} {second} {third}",
                f'"{first} {second}"',
                f"{first} OR {second}",
                f"{first} -{second}",
            ),
            *(f"heading:{first}", f"asked:fenwick {first}", f"state:answered {first}", f"{first[:3]}*", rng.choice(MISSPELT)),
            *(
                f"({first} OR {second}) {third}",
                f"tabled:2024 {first}",
                f"Siân Prydderch {first}",
                f"{first}~",
                f"house:Lords {first}",
            ),
        )
    )


def total_of(engine: Engine, address: str) -> int:
    """How many results the page at an address has."""
    request = url_params.read(parse_qsl(urlsplit(address).query))
    return relevance_policy.search(engine, request).page.total


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    folder = tmp_path_factory.mktemp("index")
    WhooshWriter(folder).rebuild(questions(500))
    engine = WhooshEngine(folder)
    yield engine
    engine.close()


def test_the_points_of_200_made_searches_add_up_to_their_results(index: WhooshEngine) -> None:
    rng = random.Random(19)
    opened = with_results = 0
    for number in range(SEARCHES):
        text, filters, length = made_text(rng), rng.choice(FILTERS), rng.choice(("month", "quarter", "year"))
        result = query_trends(index, (("q", text), ("period", length), *filters))
        (series,) = result.series
        total = total_of(index, urls.search(series.search))
        assert sum(series.counts) + series.undated == series.total == total, (text, filters)
        with_results += total > 0
        addresses = urls.date_searches(series.search, "tabled", map(result.days, range(len(series.counts))))
        for position, (count, address) in enumerate(zip(series.counts, addresses, strict=True)):
            assert count <= result.everything.counts[position]
            if number % 4 == 0:
                opened += 1
                assert total_of(index, address) == count, (text, filters, position)
    assert with_results > SEARCHES / 2
    assert opened > 50


def test_six_searches_have_the_same_points_as_each_alone(index: WhooshEngine) -> None:
    texts = WORDS[:6]
    together = query_trends(index, tuple(("q", text) for text in texts))
    assert [series.search.text for series in together.series] == texts
    for series in together.series:
        assert series.counts == query_trends(index, (("q", series.search.text),)).series[0].counts


def test_quarters_and_years_are_the_sums_of_their_months(index: WhooshEngine) -> None:
    by_length = {length: query_trends(index, (("q", "bridge"), ("period", length))) for length in ("month", "quarter", "year")}
    sums = {length: sum(result.series[0].counts) for length, result in by_length.items()}
    assert len(set(sums.values())) == 1
    assert [span.name for span in by_length["quarter"].spans][:2] == ["2023-Q4", "2024-Q1"]
    assert by_length["year"].spans[0].name == "2023"


def lamp(number: int, day: date, text: str = "Lamps.") -> Question:
    answered = Answer(html="Lit.", text="Lit.", answered_on=day)
    return Question(str(number), "Commons", text, uin=str(number), tabled_on=day, answer=answered)


@pytest.fixture(scope="module")
def gappy() -> MemoryEngine:
    """Every day of January and March 2024 has questions, numbered in order; February has none, April only its first days.

    Oil is asked about in January alone.
    """
    days = [date(2024, 1, 1) + timedelta(days) for days in range(95)]
    days_with_questions = [day for day in days if day.month != 2]
    records = [lamp(1_000 + number, day) for number, day in enumerate(days_with_questions)]
    return MemoryEngine([*records, lamp(999, date(2024, 1, 1), "Oil."), Question("1", "Commons", "Lamps without a day.")])


def trend(engine: Engine, *texts: str, **params: str) -> TrendsResult:
    return query_trends(engine, (*(("q", text) for text in texts), *params.items()))


def test_months_are_whole_partial_or_without_anything_and_zero_is_a_number(gappy: MemoryEngine) -> None:
    result = trend(gappy, "oil")
    assert [span.name for span in result.spans] == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert [coverage.verdict for coverage in result.coverages] == ["whole", "none", "whole", "partial"]
    assert result.series[0].counts == (1, 0, 0, 0)
    assert result.houses == ("Commons",)
    shares = [result.share(result.series[0], index) for index in range(4)]
    assert shares == [pytest.approx(1 / 32), None, 0.0, 0.0]


def test_a_quarter_with_a_gap_is_partial(gappy: MemoryEngine) -> None:
    assert [coverage.verdict for coverage in trend(gappy, "oil", period="quarter").coverages] == ["partial", "partial"]
    assert trend(gappy, "oil", period="quarter").coverages[0].whole_months == 2


def test_questions_without_a_day_are_counted_apart(gappy: MemoryEngine) -> None:
    series = trend(gappy, "lamps").series[0]
    assert series.undated == 1
    assert sum(series.counts) + 1 == series.total


@pytest.fixture(scope="module")
def site(gappy: MemoryEngine) -> FlaskClient:
    return create_app(gappy, Assets.find()).test_client()


def test_the_page_says_what_is_not_whole_and_what_was_not_collected(site: FlaskClient) -> None:
    page = LexborHTMLParser(site.get("/trends?q=lamps&q=oil").text)
    rows = {text_of(row, "th"): " ".join(row.text(separator=" ").split()) for row in page.css("tbody tr")}
    assert rows["February 2024"].endswith("nothing collected")
    assert rows["March 2024"].endswith("complete")
    assert rows["April 2024"].endswith("not complete: few records, nothing from the end of the month")
    assert len(page.css("rect.column.none")) == 1
    assert "1 question without a date tabled" in text_of(page, "main")
    assert [node.text().strip() for node in page.css(".legend a")] == ["lamps", "oil"]


def test_a_period_that_the_filters_cut_is_not_whole(site: FlaskClient) -> None:
    page = LexborHTMLParser(site.get("/trends?q=lamps&tabled-from=2024-03-10").text)
    assert "March 2024" in text_of(page, "tbody tr")
    assert "the filters leave out some of its days" in text_of(page, "tbody tr")


def test_each_point_and_number_opens_as_many_results(site: FlaskClient, gappy: MemoryEngine) -> None:
    page = LexborHTMLParser(site.get("/trends?q=lamps&q=oil").text)
    marks = page.css("svg.chart-plot a")
    assert len(marks) == 4
    for node in [*marks, *page.css("tbody td a")]:
        number = re.search(r"(\d+) question", node.text()) or re.match(r"\s*(\d+)", node.text())
        assert number
        assert total_of(gappy, node.attributes["href"] or "") == int(number[1])


@pytest.mark.parametrize("measure", ["count", "share"])
def test_one_search_is_bars_and_several_are_lines(site: FlaskClient, measure: str) -> None:
    bars = LexborHTMLParser(site.get(f"/trends?q=lamps&measure={measure}").text)
    lines = LexborHTMLParser(site.get(f"/trends?q=lamps&q=oil&measure={measure}").text)
    assert (len(bars.css("rect.bar")), len(bars.css("use"))) == (3, 0)
    assert (len(lines.css("rect.bar")), len(lines.css("svg.chart-plot use"))) == (0, 6)
    assert ("Share" in text_of(bars, ".chart-title")) == (measure == "share")


def test_without_a_search_the_page_offers_examples_and_counts_all_questions(get: Get) -> None:
    page = get("/trends")
    assert "All questions" in text_of(page, ".chart")
    assert "100%" not in text_of(page, ".chart"), "all questions are no share of themselves"
    assert "for All questions" not in text_of(page, "main")
    assert len(page.css("a.example")) == 3
    for address in [node.attributes["href"] or "" for node in page.css("a.example")]:
        get(address)


def test_a_search_that_finds_nothing_has_no_link_to_its_results(get: Get) -> None:
    assert "All 0 questions" not in text_of(get("/trends?q=zzyzx"), "main")


def test_a_search_can_be_removed_and_a_box_is_left_for_another(get: Get) -> None:
    page = get("/trends?q=lantern&q=harbour&house=Lords")
    assert [node.attributes.get("value") for node in page.css("input[type=search][name=q]")][1:] == ["lantern", "harbour", ""]
    assert links_of(page)["Remove search 2: harbour"] == "/trends?q=lantern&house=Lords"
    assert element_of(page, 'input[type=hidden][name="house"]').attributes["value"] == "Lords"
    full = get("/trends?" + "&".join(f"q={word}" for word in WORDS[:6]))
    assert len(full.css(".trends-form input[type=search]")) == 6


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("&".join(f"q=w{number}" for number in range(7)), "A chart compares at most 6 searches. Remove 1."),
        ("q=a&period=week", "Set period to month, quarter or year, not “week”."),
        ("q=a&measure=x", "Set measure to count or share, not “x”."),
        ("q=a&colour=red", "There is no filter called “colour”"),
        ("q=a&tabled=banana", "Date tabled"),
    ],
)
def test_what_cannot_be_read_is_a_clear_sentence(get: Get, query: str, message: str) -> None:
    assert message in get(f"/trends?{query}", 400).html.replace("&#39;", "'")  # type: ignore[union-attr]
    assert message in get(f"/trends.csv?{query}", 400).html.replace("&#39;", "'")  # type: ignore[union-attr]


def test_a_part_that_cannot_be_read_and_a_corrected_word_are_told(get: Get) -> None:
    assert "No question has “lantren”; counted for “lantern”." in text_of(get("/trends?q=lantren"), ".note")
    assert get("/trends?q=(lantern").css_first(".note") is not None


def test_the_same_search_twice_is_one_series() -> None:
    engine = MemoryEngine(questions(20))
    assert len(trend(engine, "bridge", "bridge", " bridge ").series) == 1
    with pytest.raises(BadRequest):
        trend(engine, *(f"w{number}" for number in range(7)))


def test_an_empty_index_has_a_page() -> None:
    client = create_app(MemoryEngine(), Assets.find()).test_client()
    assert "No questions with these filters have a date tabled." in client.get("/trends?q=x").text
    assert client.get("/trends.json?q=x").get_json()["periods"] == []


def test_the_csv_has_a_row_for_each_point_and_no_formula(site: FlaskClient) -> None:
    response = site.get("/trends.csv?q=lamps&q=-oil")
    assert response.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["search"] for row in rows] == ["lamps"] * 4 + ["'-oil"] * 4
    assert [row["count"] for row in rows[:4]] == ["31", "0", "31", "4"]
    assert [row["verdict"] for row in rows[:4]] == ["whole", "none", "whole", "partial"]
    assert rows[0]["results"].startswith("http://localhost/search?q=lamps&tabled-from=2024-01-01&tabled-to=2024-01-31")


def test_the_json_has_the_numbers_of_the_page(site: FlaskClient) -> None:
    trends = site.get("/trends.json?q=lamps").get_json()
    (lamps,) = trends["trends"]
    assert [point["count"] for point in lamps["points"]] == [31, 0, 31, 4]
    assert sum(point["count"] for point in lamps["points"]) + lamps["undated"] == lamps["total"]
    assert [period["all_questions"] for period in trends["periods"]] == [32, 0, 31, 4]
    assert site.get(lamps["points"][0]["search"]).get_json()["total"] == 31


def test_the_order_of_the_searches_is_part_of_the_answer(site: FlaskClient) -> None:
    assert site.get("/trends?q=oil&q=lamps").headers["ETag"] != site.get("/trends?q=lamps&q=oil").headers["ETag"]


def test_hostile_texts_are_texts(get: Get) -> None:
    page = get('/trends?q="><script>alert(1)</script>&q=<b>lantern</b>')
    assert page.css("main script, main b") == []
