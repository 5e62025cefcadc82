"""The dates of results: each bar limits the search to as many results as it shows, and gaps are told apart."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Question
from search.pipeline import relevance_policy
from search.query import url_params
from tests.web.conftest import links_of, text_of
from web import Assets, create_app


def record(number: int, day: date | None, text: str = "Lamps.") -> Question:
    answer = Answer(html="Lit.", text="Lit.", answered_on=day)
    return Question(str(number), "Commons", text, uin=str(number), tabled_on=day, answer=answer)


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    """A question a day from 2019 to 20 November 2023, none in 2021, and one about oil in May 2020 and in July 2023."""
    days = [date(2019, 1, 1) + timedelta(days) for days in range(5 * 365 - 40)]
    records = [record(1_000 + number, day) for number, day in enumerate(day for day in days if day.year != 2021)]
    oil = [record(5_000 + month, date(year, month, 3), "Oil.") for year, month in ((2020, 5), (2023, 7))]
    return MemoryEngine([*records, *oil, record(1, None)])


@pytest.fixture(scope="module")
def site(engine: MemoryEngine) -> FlaskClient:
    return create_app(engine, Assets.find()).test_client()


def page(site: FlaskClient, query: str) -> LexborHTMLParser:
    return LexborHTMLParser(site.get(f"/search?{query}").text)


def bars(site: FlaskClient, query: str) -> dict[str, str]:
    """The words of each bar and its address, "" without one."""
    marks = page(site, query).css(".histogram svg.chart-plot > a, .histogram svg.chart-plot > g:has(title)")
    return {" ".join(node.text().split()): node.attributes.get("href") or "" for node in marks}


def total_of(engine: MemoryEngine, address: str) -> int:
    return relevance_policy.search(engine, url_params.read(parse_qsl(urlsplit(address).query))).page.total


@pytest.mark.parametrize(
    "query",
    [
        "q=lamps",
        "q=oil+lamps",
        "q=lamps&tabled-from=2020-03-10&tabled-to=2020-09-05",
        "tabled-year=2020&tabled-year=2022",
        "q=lamps&tabled-month=2020-03&tabled-year=2020",
        "house=Commons&state=answered&tabled-from=2022-06-15&words=all",
    ],
)
def test_a_bar_opens_as_many_results_as_it_shows(site: FlaskClient, engine: MemoryEngine, query: str) -> None:
    counted = {words: url for words, url in bars(site, query).items() if url}
    assert counted
    for words, url in counted.items():
        assert total_of(engine, url) == int(words.split(": ")[1].split()[0].replace(",", "")), words


def test_results_of_many_months_are_by_year_and_of_few_by_month(site: FlaskClient) -> None:
    years = list(bars(site, "q=lamps"))
    assert years == [
        "2019: 365 results",
        "2020: 366 results",
        "2021: 0 results (nothing collected)",
        "2022: 365 results",
        "2023: 324 results (not complete)",
    ]
    months = list(bars(site, "q=lamps&tabled-from=2022"))
    assert (months[0], months[-1], len(months)) == ("January 2022: 31 results", "November 2023: 20 results (not complete)", 23)


def test_a_bar_narrows_and_all_dates_leads_back(site: FlaskClient) -> None:
    url = bars(site, "q=lamps&house=Commons&sort=newest&page=3")["2020: 366 results"]
    assert url == "/search?q=lamps&house=Commons&tabled-from=2020-01-01&tabled-to=2020-12-31&sort=newest"
    assert len(bars(site, url.partition("?")[2])) == 12
    narrowed = page(site, url.partition("?")[2])
    assert links_of(narrowed)["All dates"] == "/search?q=lamps&house=Commons&sort=newest"
    assert "All dates" not in links_of(page(site, "q=lamps"))


def test_the_months_chosen_are_marked_and_the_others_stay(site: FlaskClient) -> None:
    html = page(site, "q=lamps&tabled-year=2020&tabled-month=2020-03")
    assert len(html.css(".histogram rect.bar")) == 12
    assert len(html.css(".histogram rect.bar.selected")) == 1


@pytest.mark.parametrize("query", ["q=oil&tabled-from=2023", "q=nothing", "q=id:1", "tabled-from=2022-02&tabled-to=2022-02"])
def test_results_of_one_month_or_no_day_have_no_bars(site: FlaskClient, query: str) -> None:
    assert page(site, query).css_first(".histogram") is None


def test_a_month_without_results_is_zero_and_not_a_gap(site: FlaskClient) -> None:
    html = page(site, "q=oil")
    words = list(bars(site, "q=oil"))
    assert words[1:4] == ["2021: 0 results (nothing collected)", "2022: 0 results", "2023: 1 result (not complete)"]
    assert len(html.css(".histogram rect.column.none")) == 1
    assert len(html.css(".histogram rect.bar")) == 2


def test_those_who_cannot_see_the_bars_have_a_table(site: FlaskClient) -> None:
    html = page(site, "q=lamps")
    rows = [" ".join(row.text(separator=" ").split()) for row in html.css(".histogram tbody tr")]
    assert rows[0].startswith("2019 365 results")
    assert rows[2].endswith("nothing collected")
    links = {node.attributes["href"] for node in html.css(".histogram svg a")}
    assert links == {node.attributes["href"] for node in html.css(".histogram tbody a")}


def test_the_results_lead_to_their_trend(site: FlaskClient, engine: MemoryEngine) -> None:
    html = page(site, "q=lamps&house=Commons&sort=newest&per=10")
    url = links_of(html)["Trend of this search"]
    assert url == "/trends?q=lamps&house=Commons"
    assert "1,421 questions" in text_of(LexborHTMLParser(site.get(url).text), ".chart-about")


def test_a_whole_question_has_no_trend(site: FlaskClient) -> None:
    text = "To+ask+the+Minister+for+Lamps+what+lamps+there+are"
    assert "Trend of this search" not in links_of(page(site, f"q={text}"))


def test_the_json_of_results_lists_no_more_months_than_before(site: FlaskClient) -> None:
    facets = [facet for facet in site.get("/search.json?q=lamps").get_json()["facets"] if facet["field"] == "tabled-month"]
    assert [len(facet["buckets"]) for facet in facets] == [5]
