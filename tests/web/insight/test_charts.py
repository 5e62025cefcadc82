"""Charts: what is drawn is what the table says, each number has its link, and gaps are told apart without colour."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from search.coverage.months import Verdict
from tests.web.conftest import text_of
from web.pages.parts.charting.charts import Frame, Period, Point, Series, bar_chart, line_chart

PERIODS = (
    Period("January 2024", "Jan 2024"),
    Period("February 2024", "Feb 2024"),
    Period("March 2024", "Mar 2024", "partial", "some answers were not collected"),
    Period("April 2024", "Apr 2024", "none"),
    Period("May 2024", "May 2024"),
)
POINTS = (
    Point(3, "3 questions", "/search?q=a&tabled=2024-01"),
    Point(0, "0 questions"),
    Point(30, "30 questions", "/search?q=a&tabled=2024-03"),
    Point(None, "nothing collected"),
    Point(12, "12 questions", "/search?q=a&tabled=2024-05"),
)
LANTERNS = Series("lanterns", POINTS, "/search?q=a", "45 questions")
WICKS = Series("<b>wicks</b>", POINTS[::-1], "/search?q=b")


def drawn(client: FlaskClient, chart: object) -> LexborHTMLParser:
    """The chart as its template prints it."""
    source = '{% from "parts/chart.html" import chart %}{{ chart(view) }}'
    return LexborHTMLParser(client.application.jinja_env.from_string(source).render(view=chart))


def test_the_heights_of_bars_are_in_proportion_to_their_numbers() -> None:
    chart = bar_chart("c", "Lanterns", PERIODS, LANTERNS)
    assert [bar.height for bar in chart.bars][1::2] == [0.0, 0.0]
    third, fifth = chart.bars[2], chart.bars[4]
    assert third.height / fifth.height == pytest.approx(30 / 12, rel=0.01)
    assert third.top + third.height == pytest.approx(chart.base)
    assert 0 < third.top < chart.base
    assert [str(bar.height) for bar in chart.bars] == ["14.1", "0.0", "141.0", "0.0", "56.4"]
    assert [bar.is_partial for bar in chart.bars] == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [(0, ["1"]), (1, ["1"]), (3, ["2", "4"]), (30, ["20", "40"]), (321, ["200", "400"]), (1_000, ["500", "1,000"])],
)
def test_the_scale_ends_above_the_largest_number_and_has_whole_numbers(largest: int, ticks: list[str]) -> None:
    chart = bar_chart("c", "Lanterns", PERIODS[:1], Series("x", (Point(largest, ""),)))
    assert [tick.text for tick in chart.ticks] == ticks
    assert all(bar.top >= 0 for bar in chart.bars)


def test_a_line_breaks_where_nothing_is_known_and_zero_is_a_point() -> None:
    chart = line_chart("c", "Lanterns", PERIODS, (LANTERNS,))
    assert [(piece.x1, piece.x2) for piece in chart.segments] == [("10.00%", "30.00%"), ("30.00%", "50.00%")]
    assert [mark.y == chart.base for mark in chart.marks] == [False, True, False, False]
    assert [mark.is_hollow for mark in chart.marks] == [False, False, True, False]


def test_a_mark_says_its_series_its_period_its_number_and_what_is_missing() -> None:
    chart = line_chart("c", "Lanterns", PERIODS, (LANTERNS, WICKS))
    labels = [mark.label for mark in chart.marks]
    assert "lanterns, March 2024: 30 questions (not complete: some answers were not collected)" in labels
    assert "<b>wicks</b>, January 2024: 12 questions" in labels
    bars = [bar.label for bar in bar_chart("c", "Lanterns", PERIODS, LANTERNS).bars]
    assert "April 2024: nothing collected" in bars


def test_the_description_names_the_peak_of_whole_periods_and_the_periods_not_to_be_compared() -> None:
    description = bar_chart("c", "Lanterns", PERIODS, LANTERNS).description
    assert description.startswith("lanterns: 45 questions, of the complete periods most in May 2024, 12 questions.")
    assert "Of the 5 periods 1 is not complete and 1 has nothing collected. They are hatched" in description


@pytest.mark.parametrize(
    ("verdict", "numbers", "summary"),
    [
        ("whole", (3, 12), "lanterns: 45 questions, most in May 2024, 12 questions."),
        ("partial", (3, 12), "lanterns: 45 questions."),
        ("whole", (0, 0), "lanterns: 45 questions, nothing in any period."),
        ("partial", (0, 0), "lanterns: 45 questions, nothing in any period."),
    ],
)
def test_periods_that_are_not_whole_have_no_peak(verdict: Verdict, numbers: tuple[int, ...], summary: str) -> None:
    periods = [Period(month, month, verdict) for month in ("April 2024", "May 2024")]
    points = tuple(Point(number, f"{number} questions") for number in numbers)
    description = bar_chart("c", "Lanterns", periods, replace(LANTERNS, points=points)).description
    assert description.split(" None of the 2 ")[0] == summary


def test_names_of_periods_never_overlap_at_the_least_width() -> None:
    periods = [Period(f"{number}", f"Month {number:04}") for number in range(40)]
    chart = bar_chart("c", "x", periods, Series("x", (Point(1, "1"),) * 40))
    places = [float(name.x.rstrip("%")) * chart.width / 100 for name in chart.names]
    assert min(after - before for before, after in pairwise(places)) >= len("Month 0000") * 7.5


@pytest.mark.parametrize("kind", ["bars", "lines"])
def test_the_table_has_every_number_with_the_link_of_its_mark(client: FlaskClient, kind: str) -> None:
    chart = (
        bar_chart("c", "Lanterns", PERIODS, LANTERNS)
        if kind == "bars"
        else line_chart("c", "Lanterns", PERIODS, (LANTERNS, WICKS))
    )
    page = drawn(client, chart)
    marks = {node.attributes["href"]: node.text() for node in page.css("svg a")}
    cells = {node.attributes["href"]: node.text() for node in page.css("table a")}
    assert marks.keys() == cells.keys()
    assert {point.url for point in POINTS if point.url} == set(marks)
    assert all(re.search(r"(\d+) questions", words)[0] in marks[url] for url, words in cells.items())  # type: ignore[index]
    rows = [" ".join(node.text(separator=" ").split()) for node in page.css("tbody tr")]
    assert rows[2].startswith("March 2024 30 questions")
    assert rows[2].endswith("not complete: some answers were not collected")
    assert "nothing collected" in rows[3]


def test_a_period_that_is_not_whole_is_hatched(client: FlaskClient) -> None:
    page = drawn(client, bar_chart("c", "Lanterns", PERIODS, LANTERNS))
    assert [node.attributes.get("fill") for node in page.css("rect.bar")] == [None, "url(#c-hatch)", None]
    assert len(page.css("rect.column.none")) == 1
    assert {"c-hatch", "c-gap"} <= {node.attributes.get("id") for node in page.css("pattern")}


def test_names_cannot_bring_html(client: FlaskClient) -> None:
    page = drawn(client, line_chart("c", "<i>x</i>", PERIODS, (LANTERNS, WICKS)))
    assert page.css("b, i") == []
    assert "<b>wicks</b>" in text_of(page, ".legend")


def test_a_chart_without_periods_is_empty(client: FlaskClient) -> None:
    page = drawn(client, bar_chart("c", "Nothing", (), Series("x", ()), Frame(80, has_ticks=False)))
    assert page.css("rect.bar, svg a, tbody tr") == []
