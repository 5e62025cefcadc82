"""The tables of an answer: header cells and figures on the page, a CSV file and JSON."""

from __future__ import annotations

import csv
import io

from flask.testing import FlaskClient
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.question import Answer
from tests.web.conftest import SEED_SHAPED, links_of
from web import Assets, create_app
from web.site import safe_html

HTML = (
    "<p>Lit lanterns:</p><table><tbody><tr><td> </td><td>2022</td><td>2023</td></tr>"
    "<tr><td>Marlow</td><td>1,204</td><td>£5m</td></tr><tr><td>=SUM(1)</td><td>-</td><td>7%</td></tr></tbody></table>"
    "<table><tr><td colspan=2>12</td></tr><tr><td>13</td><td>14</td></tr></table>"
)


def site(html: str = HTML) -> FlaskClient:
    question = replace(SEED_SHAPED, answer=Answer(html=html, text="Lit lanterns", has_table=True))
    return create_app(MemoryEngine([question]), Assets.find()).test_client()


def test_header_cells_have_their_scope_and_figures_their_class() -> None:
    page = LexborHTMLParser(str(safe_html.answer(HTML, "")))
    cells = [(cell.tag, cell.attributes.get("scope"), cell.attributes.get("class"), cell.text()) for cell in page.css("td, th")]
    assert cells == [
        ("td", None, None, " "),
        ("th", "col", "figure", "2022"),
        ("th", "col", "figure", "2023"),
        ("th", "row", None, "Marlow"),
        ("td", None, "figure", "1,204"),
        ("td", None, "figure", "£5m"),
        ("th", "row", None, "=SUM(1)"),
        ("td", None, None, "-"),
        ("td", None, "figure", "7%"),
        ("td", None, "figure", "12"),
        ("td", None, "figure", "13"),
        ("td", None, "figure", "14"),
    ]


def test_the_scope_of_the_source_gives_way_and_its_class_is_removed() -> None:
    html = "<table><tr><td>Pier<td scope=col class=x>Lamps</tr><tr><th scope=col>North<td>3</tr><tr><td>South<td>4</table>"
    page = LexborHTMLParser(str(safe_html.answer(html, "")))
    assert [(cell.attributes.get("scope"), cell.attributes.get("class")) for cell in page.css("th")] == [
        ("col", None),
        ("col", None),
        ("row", None),
        ("row", None),
    ]


def test_a_table_that_is_repaired_to_other_cells_is_shown_as_it_is() -> None:
    html = "<table><tr><td>Year</td><td>Lamps<script><td></script></td></tr><tr><td>2010</td><td>3</td></tr></table>"
    page = LexborHTMLParser(str(safe_html.answer(html, "")))
    assert not page.css("th, .figure")


def test_a_table_within_a_cell_keeps_its_cells() -> None:
    html = (
        "<table><tr><td>Year</td><td>Lamps</td></tr><tr><td>2010</td><td>3<table><tr><td>x</td></tr></table></td></tr>"
        "<tr><td>2011</td><td>4</td></tr></table>"
    )
    page = LexborHTMLParser(str(safe_html.answer(html, "")))
    assert [(cell.tag, cell.text(deep=False)) for cell in page.css("table table td, table table th")] == [("td", "x")]
    assert len(page.css("th")) == 4


def test_the_file_has_a_row_a_cell_with_its_headers() -> None:
    response = site().get(f"/questions/{SEED_SHAPED.id}/tables.csv")
    assert response.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert [tuple(row.values()) for row in rows] == [
        ("1", "2", "2", "Marlow", "2022", "1,204", "1204", ""),
        ("1", "2", "3", "Marlow", "2023", "£5m", "5", "£m"),
        ("1", "3", "2", "'=SUM(1)", "2022", "'-", "", ""),
        ("1", "3", "3", "'=SUM(1)", "2023", "7%", "7", "%"),
        ("2", "1", "1", "", "", "12", "12", ""),
        ("2", "2", "1", "", "", "13", "13", ""),
        ("2", "2", "2", "", "", "14", "14", ""),
    ]


def test_the_json_of_a_record_has_its_tables() -> None:
    tables = site().get(f"/questions/{SEED_SHAPED.id}.json").get_json()["tables"]
    assert tables[0] == {
        "table": 1,
        "header_rows": 1,
        "header_columns": 1,
        "columns": ["2022", "2023"],
        "rows": [
            {"header": "Marlow", "texts": ["1,204", "£5m"], "numbers": [1204, 5]},
            {"header": "=SUM(1)", "texts": ["-", "7%"], "numbers": [None, 7]},
        ],
    }
    assert tables[1]["rows"] == [
        {"header": "", "texts": ["12", "12"], "numbers": [12, None]},
        {"header": "", "texts": ["13", "14"], "numbers": [13, 14]},
    ]


def test_the_page_leads_to_the_file_only_if_there_is_one() -> None:
    url = f"/questions/{SEED_SHAPED.id}"
    assert f"{url}/tables.csv" in links_of(LexborHTMLParser(site().get(url).text), ".answer a").values()
    plain = site("<p>No table.</p>")
    assert f"{url}/tables.csv" not in links_of(LexborHTMLParser(plain.get(url).text), ".answer a").values()
    response = plain.get(f"{url}/tables.csv")
    assert response.status_code == 404
    assert "There is no table in question" in response.text
    assert plain.get("/questions/nosuch/tables.csv").status_code == 404
