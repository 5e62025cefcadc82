"""The workbook, read back by openpyxl: texts are complete and text, days are days, and a sheet describes the export."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Generator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import openpyxl
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.escape import unescape

from search.engines.memory import MemoryEngine
from search.model.field_types import Kind
from search.model.fields import FIELDS
from search.model.question import Answer, Question
from search.query.request import SearchRequest
from search.results.types import IndexInfo, ResultPage
from tests.invented import questions
from tests.web.conftest import BY_HAND
from web import Assets, create_app
from web.exports import spreadsheet
from web.exports.columns import COLUMNS, column_values
from web.exports.cut_marks import marked
from web.exports.description import ExportDescription
from web.site import licence
from web.site.xml_text import without_forbidden

INFO = IndexInfo("b", 3, datetime(2025, 5, 6, 7, tzinfo=UTC), None, False, date(2024, 5, 6))
ROOT = "https://wrans.example.org"
DESCRIPTION = ExportDescription("3 questions for lantern", 3, ROOT, f"{ROOT}/search?q=lantern", INFO)
QUESTION = COLUMNS.index("question")


def workbook(*records: Question) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(spreadsheet.workbook(records, DESCRIPTION))))


def cell(text: str) -> str:
    """Return a question's text as the workbook has it, which must be text and no formula."""
    question_cell = workbook(Question("1", "Lords", text)).worksheets[0].cell(2, QUESTION + 1)
    assert question_cell.data_type == ("n" if question_cell.value is None else "s")
    return str(unescape(question_cell.value or ""))  # which openpyxl leaves to its caller for texts that are not shared


FORMULAS = ("=SUM(A1)", "=1+1", "+1", "-1", "@cmd", "＝SUM(A1)", "＋1", "－1", "＠cmd", "\t=1", "\r=1")


def about(book: Workbook) -> dict[str, object]:
    return {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}


def test_every_value_of_every_record_reads_back() -> None:
    records = [*BY_HAND, *questions(60)]
    sheet = workbook(*records).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == (*(FIELDS[name].label for name in COLUMNS), "Address")
    for question, row in zip(records, rows, strict=True):
        for name, value in zip(COLUMNS, row[:-1], strict=True):
            expected = "; ".join(column_values(name)(marked(question)))
            if FIELDS[name].kind is Kind.DATE:
                assert (value.date().isoformat() if value else "") == expected
            else:
                assert (value or "") == expected
        assert row[-1] == f"https://wrans.example.org/questions/{question.id}"


@pytest.mark.parametrize(
    "text", [*(text for text in FORMULAS if "\r" not in text), "{=1}", "12", "1e5", "TRUE", "http://x.example", "#N/A"]
)
def test_a_text_that_looks_like_a_formula_is_text(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_begins_as_a_formula_does_stays_text_when_it_is_edited(text: str) -> None:
    sheet = workbook(Question("1", "Lords", text, heading="A lamp")).worksheets[0]
    assert sheet.cell(2, QUESTION + 1).quotePrefix
    assert not sheet.cell(2, COLUMNS.index("heading") + 1).quotePrefix


@pytest.mark.parametrize(
    "text",
    ["a\nb", "a\tb", " a ", "<r>&</r>x", "<b>&amp;", "_x0041_", "_x000D_", "\U0001f3db", "<si><t>x</t></si>"],
)
def test_awkward_texts_read_back_unchanged(text: str) -> None:
    assert cell(text) == text


def test_line_ends_become_line_feeds() -> None:
    assert cell("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_text_like_the_formats_own_markup_stays_text() -> None:
    assert cell("<r><t>a</t></r>") == "<r><t>a</t></r> "
    assert cell("<r><<>&</r>") == "<r><<>&</r> "


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_characters="\r"), min_size=1, max_size=60))
def test_any_text_reads_back_without_characters_that_xml_forbids(text: str) -> None:
    assert cell(text) == without_forbidden(text)


def test_a_text_longer_than_a_cell_is_cut_with_a_notice() -> None:
    long, exact = "lantern " * 5_000, "x" * 32_767
    wide = "\U0001f3db" * 20_000
    book = workbook(
        Question("1", "Lords", long), Question("2", "Lords", exact), Question("3", "Lords", "x", answer=Answer(text=wide))
    )
    cells = [row[QUESTION] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    answer = book.worksheets[0].cell(4, COLUMNS.index("answer") + 1).value
    assert cells[0].startswith("lantern lantern")
    assert cells[1] == exact
    for text in (cells[0], answer):
        assert text.endswith(spreadsheet.CUT_NOTICE)
        assert len(text.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert about(book)["Texts cut"] == 2
    assert "32,767" in str(about(book)["Why cut"])


def test_the_second_sheet_describes_the_export() -> None:
    cells = about(workbook(*BY_HAND))
    assert cells["Search"] == "3 questions for lantern"
    assert cells["Questions"] == len(BY_HAND)
    assert cells["Newest answer"] == datetime(2024, 5, 6)
    assert cells["Address"] == "https://wrans.example.org/search?q=lantern"
    assert cells["Licence"] == licence.ATTRIBUTION
    assert cells["Texts cut"] == 0


def test_days_before_spreadsheet_dates_begin_are_text() -> None:
    sheet = workbook(Question("1", "Lords", "x", tabled_on=date(1066, 10, 14))).worksheets[0]
    assert sheet.cell(2, COLUMNS.index("tabled") + 1).value == "1066-10-14"


def test_the_workbook_of_a_search_has_its_records_in_order(client: FlaskClient) -> None:
    query = "q=lantern&sort=newest&house=Commons"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/export.xlsx?{query}").data))
    ids = [record["id"] for record in client.get(f"/export.json?{query}").get_json()]
    assert [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == ids
    assert about(book)["Search"] == f"{len(ids)} questions for lantern · House: Commons"
    assert about(book)["Questions"] == len(ids) > 3


def test_more_records_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    client = create_app(Many(BY_HAND), Assets.find()).test_client()
    response = client.get("/export.xlsx")
    assert response.status_code == 400
    assert "1,048,575 records, and this search has 1,048,576" in response.text
    assert client.get("/export.csv").status_code == 200


class Many(MemoryEngine):
    """An engine that reports one record more than a sheet holds."""

    def search(self, request: SearchRequest) -> ResultPage:
        page = super().search(request)
        many = spreadsheet.MAX_ROWS + 1
        return msgspec.structs.replace(page, total=many, collapsed_total=many, info=self._same)

    def info(self) -> IndexInfo:
        return self._same

    _same = INFO


def test_no_temporary_file_is_left_after_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def failing() -> Iterator[Question]:
        yield from questions(5)
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError, match="disk"):
        next(spreadsheet.workbook(failing(), DESCRIPTION))
    given_up = spreadsheet.workbook(questions(5), DESCRIPTION)
    assert isinstance(given_up, Generator)
    assert next(given_up).startswith(b"PK")
    given_up.close()
    assert list(tmp_path.iterdir()) == []
