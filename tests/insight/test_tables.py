"""Tables of answers: their headers and numbers are found, in what HTML there is."""

from __future__ import annotations

import time

import pytest

from search.insight.table_parser import read_number
from search.insight.tables import MAX_CHARACTERS, Table, tables_of


def table(*rows: str, tag: str = "td") -> str:
    """Return the HTML of a table whose rows are texts with | between the cells; a cell in * is bold."""

    def cell(text: str) -> str:
        text = text.strip()
        content = f"<strong>{text[1:-1]}</strong>" if text.startswith("*") else text
        return f"<{tag}><p>{content}</p></{tag}>"

    body = "".join(f"<tr>{''.join(map(cell, row.split('|')))}</tr>" for row in rows)
    return f"<table><tbody>{body}</tbody></table>"


def only(html: str) -> Table:
    (only_table,) = tables_of(html)
    assert only_table is not None
    return only_table


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("1,204", 1204, ""),
        ("£341,007,088", 341007088, "£"),
        ("£1.5m", 1.5, "£m"),
        ("2 million", 2, "m"),
        ("71.1%", 71.1, "%"),
        ("3 per cent", 3, "%"),
        ("-12", -12, ""),
        ("£−4", -4, "£"),
        ("388*", 388, ""),
        ("c.3,250", 3250, ""),
        ("0", 0, ""),
        ("2010", 2010, ""),
        ("2010-11", None, ""),
        ("12 weeks", None, ""),
        ("<5", None, ""),
        ("-", None, ""),
        ("n/a", None, ""),
        ("", None, ""),
        ("30 23 19", None, ""),
        ("1,2345", None, ""),
        ("(5)", None, ""),
        ("9" * 400, None, ""),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, number: float | None, unit: str) -> None:
    assert read_number(text) == (number, unit)


@pytest.mark.parametrize(
    ("rows", "header_rows", "header_columns"),
    [
        (["Year | Lamps", "2010 | 104", "2011 | 96"], 1, 1),
        (["*Pier* | *Lamps*", "North | 3", "South | 4"], 1, 1),
        (["Pier | 2010 | 2011", "North | 3 | 5", "South | 4 | 6"], 1, 1),
        (["2010 | 2011 | 2012", "3 | 5 | 8"], 1, 0),
        (["2010 | £3", "2011 | £4"], 0, 1),
        ([" | September | October", "Lamps lit | 2 | 3"], 1, 1),
        (["Quarter | 14/15-Q3 | 14/15-Q4", "Lamps | 163,142 | 167,540"], 1, 1),
        (["Pier | Keeper | Lamps", "North | Fenwick | 3", "South | Prydderch | 4"], 1, 2),
        (["Rank | Lamps", "1 | 90", "2 | 80", "3 | 70"], 1, 1),
        (["3 | 90", "1 | 80", "2 | 70"], 0, 0),
        (["Pier | Lamps", "North | Nil", "South | 4"], 1, 1),
        (["*Pier* | *Keeper*", "North | Fenwick", "South | Prydderch"], 1, 0),
        (["North | Fenwick", "South | Prydderch"], 0, 0),
        (["Keeper | Year of birth", "Fenwick | 1950", "Prydderch | 1961"], 1, 0),
        (["*Keeper* | Fenwick", "*Pier* | North"], 0, 1),
        (["104"], 0, 0),
        (["Lamps", "3", "4"], 1, 0),
        ([" | ", "Pier | Lamps", "North | 3"], 2, 1),
        (["Pier | Lamps", "North | 3", "Source: keeper | "], 1, 1),
    ],
)
def test_headers_are_found_by_what_cells_say(rows: list[str], header_rows: int, header_columns: int) -> None:
    parsed = only(table(*rows))
    assert (parsed.header_rows, parsed.header_columns) == (header_rows, header_columns)


def test_header_cells_of_the_source_are_headers() -> None:
    html = "<table><tr><th>Pier<th>Keeper</tr><tr><th>North<td>Fenwick</tr><tr><th>South<td>Prydderch</tr></table>"
    assert (only(html).header_rows, only(html).header_columns) == (1, 1)


def test_a_cell_that_spans_columns_groups_them() -> None:
    parsed = only(
        "<table><tr><td rowspan=2>Pier</td><td colspan=2>Lamps</td></tr><tr><td>Lit</td><td>Dark</td></tr>"
        "<tr><td>North</td><td>3</td><td>5</td></tr></table>"
    )
    assert (parsed.header_rows, parsed.header_columns) == (2, 1)
    assert parsed.column_headers == ("Pier", "Lamps, Lit", "Lamps, Dark")
    assert [parsed.scope(span) for span in parsed.spans] == ["col", "colgroup", "col", "col", "row", "", ""]
    assert parsed.row_header(2) == "North"


def test_an_empty_cell_heads_nothing() -> None:
    parsed = only(table(" | 2010", "Lamps | 3"))
    assert [parsed.scope(span) for span in parsed.spans] == ["", "col", "row", ""]


def test_the_number_of_a_footnote_is_no_part_of_a_number() -> None:
    parsed = only("<table><tr><td>Lamps</td></tr><tr><td>391<sup>2</sup></td></tr></table>")
    assert [(cell.text, cell.number) for cell in parsed.rows[1]] == [("3912", 391)]


def test_a_short_row_is_filled_and_text_is_on_one_line() -> None:
    parsed = only("<table><tr><td>a<br>b</td><td>c</td></tr><tr><td>&pound;5</td></tr></table>")
    assert [[cell.text for cell in row] for row in parsed.rows] == [["a b", "c"], ["£5", ""]]


def test_outermost_tables_alone_are_read_and_one_without_cells_is_none() -> None:
    tables = tables_of("<table><tr><td>a<table><tr><td>1</td></tr></table></td></tr></table><table></table>")
    assert [parsed and parsed.rows[0][0].text for parsed in tables] == ["a1", None]
    assert tables_of("<p>no table</p>") == ()


@pytest.mark.parametrize(
    "html",
    [
        "<table>" * 8_000,
        "<table>" + "<tr><td colspan=99999 rowspan=99999>1" * 1_000,
        "<table>" + "<td>" * 14_000,
        "<table>" + "<td>1</td>" * 5_000,
        "<table><tr><td><![CDATA[<![x" * 2_000,
        "<table><td>" + "9" * 50_000,
        "<table><td>" + "1," * 25_000,
        "<table " + "<!" * 25_000,
        "<table>" + "<p>a" * MAX_CHARACTERS,
    ],
)
def test_hostile_tables_end_soon(html: str) -> None:
    began = time.process_time()
    tables_of(html)
    assert time.process_time() - began < 3
