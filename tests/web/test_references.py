"""RIS and BibTeX, read back by rispy and bibtexparser to the same records, whatever their texts hold."""

from __future__ import annotations

import re
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Person, Question
from tests.invented import questions
from tests.web.conftest import BY_HAND, SEED_SHAPED, Get, links_of
from web import Assets, create_app
from web.exports import bibtex, ris
from web.exports.cut_marks import marked
from web.site.citations.bibliography import author_name, citation_day, citation_year
from web.site.citations.styles import parliament_address, reference_title

ROOT = "https://wrans.example.org"
FRESHNESS = "Newest answer: 6 May 2024"
RECORDS = [*BY_HAND, *questions(40)]
AWKWARD = (
    "TY  - JOUR", "ER  - ", "a\nER  - \nTY  - BOOK", "a\r\n\r\nb", "\u2028AU  - x", "\x85UR  - y", "\x0cN1  - z",
    "}", "{", "{{", "\\", "\\end{document}", "a % b & c # d $ e _ f ~ g ^ h", "100%", "@misc{x,", "}\n@article{y, title={z}}",
    '"', "= {", ",", "\x00\x1f",
)  # fmt: skip


DRAWN = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
"""What LaTeX draws for these commands, which pylatexenc does not know or takes for an accent."""


def decoder() -> LatexNodes2Text:
    known = get_default_latex_context_db()
    known.add_context_category("drawn", [MacroTextSpec(name, drawn) for name, drawn in DRAWN.items()], prepend=True)
    return LatexNodes2Text(latex_context=known, math_mode="verbatim", keep_braced_groups=False)


def one_line(text: str) -> str:
    return " ".join(ris.one_line(text).split())


def read_ris(*records: Question) -> list[dict[str, Any]]:
    references: list[dict[str, Any]] = rispy.loads(
        b"".join(ris.reference(record, ROOT, FRESHNESS) for record in records).decode()
    )
    return references


def read_bibtex(*records: Question) -> list[dict[str, str]]:
    text = b"".join(bibtex.reference(record, ROOT, FRESHNESS) for record in records).decode()
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware(decoder=decoder())])
    assert library.failed_blocks == []
    return [{"key": entry.key, **{name: field.value for name, field in entry.fields_dict.items()}} for entry in library.entries]


def test_ris_reads_back_to_the_same_records() -> None:
    for question, reference in zip(RECORDS, read_ris(*RECORDS), strict=True):
        assert reference["type_of_reference"] == "GOVDOC"
        assert reference["title"] == one_line(reference_title(question))
        assert reference["abstract"] == one_line(marked(question).text)
        assert reference["accession_number"] == question.id
        assert reference.get("note", "") == question.uin  # as rispy calls M1
        assert reference["urls"] == [parliament_address(question) or f"{ROOT}/questions/{question.id}"]
        assert reference.get("authors", []) == list(filter(None, [one_line(author_name(question.asked_by))]))
        day, year = citation_day(question), citation_year(question)
        assert day == question.tabled_on or question.tabled_on is None
        assert reference.get("year", "") == (str(year) if year else "")
        assert reference.get("date", "") == (f"{day:%Y/%m/%d}/" if day else "")
        if (answer := marked(question).answer) and answer.text:
            assert reference["notes"][0].endswith(one_line(answer.text))


def test_ris_has_the_lines_that_reference_managers_expect() -> None:
    lines = ris.reference(SEED_SHAPED, ROOT, FRESHNESS).decode().split("\r\n")
    assert lines[0] == "TY  - GOVDOC"
    assert lines[-3:] == ["ER  - ", "", ""]
    assert "M1  - HL13171" in lines
    assert "AU  - Baroness Fenwick" in lines
    assert "T2  - House of Lords written questions" in lines
    assert "DB  - Wrans. Newest answer: 6 May 2024" in lines
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines if line)


def test_bibtex_reads_back_to_the_same_records() -> None:
    for question, reference in zip(RECORDS, read_bibtex(*RECORDS), strict=True):
        assert reference["key"] == bibtex.citation_key(question.id)
        assert plain(reference["title"]) == plain(reference_title(question))
        assert plain(reference["abstract"]) == plain(marked(question).text)
        assert reference["url"] == (parliament_address(question) or f"{ROOT}/questions/{question.id}")
        assert plain(reference.get("author", "")) == plain(author_name(question.asked_by))
        assert reference.get("year", "") == (str(year) if (year := citation_year(question)) else "")
        if (answer := marked(question).answer) and answer.text:
            assert plain(reference["annote"]).endswith(plain(answer.text))


def plain(text: str) -> str:
    """Return the text without outer braces, and with the quotation marks that LaTeX draws for ` and '."""
    inner = text.strip("{}") if text.startswith("{") else text
    return one_line(inner).translate(str.maketrans("’‘", "'`"))


@pytest.mark.parametrize("text", AWKWARD)
def test_no_text_breaks_out_of_its_field(text: str) -> None:
    question = Question(
        "7", "Lords", f"x {text} y", uin=text, heading=text, asked_by=Person(text), answer=Answer(text=f"x {text} y")
    )
    (reference,) = read_ris(question)
    assert reference["abstract"] == one_line(question.text)
    assert reference["urls"] == ["http://data.parliament.uk/resources/7"]
    (entry,) = read_bibtex(question)
    assert one_line(entry["abstract"]) == one_line(question.text)
    assert entry["url"] == "http://data.parliament.uk/resources/7"


LIGATURES = "-`'\"?!<>,"
"""Characters that LaTeX joins with their like into others."""


@given(st.text(alphabet=st.characters(exclude_characters=LIGATURES), max_size=60))
def test_any_text_reads_back(text: str) -> None:
    question = Question("7", "Lords", f"x{text}x")
    assert read_ris(question)[0]["abstract"] == one_line(question.text)
    assert read_bibtex(question)[0]["abstract"] == one_line(question.text)


@given(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=2, unique=True))
def test_citation_keys_are_valid_and_unique(ids: list[str]) -> None:
    first_key, second_key = map(bibtex.citation_key, ids)
    assert first_key != second_key
    assert re.fullmatch(r"wrans-[A-Za-z0-9._-]+", first_key)


@pytest.mark.parametrize("ending", ["ris", "bib"])
def test_the_file_of_a_search_has_all_its_records_in_order(client: FlaskClient, ending: str) -> None:
    query = "sort=newest&house=Commons"
    expected = [record["id"] for record in client.get(f"/export.json?{query}").get_json()]
    body = client.get(f"/export.{ending}?{query}").text
    if ending == "ris":
        ids = [reference["accession_number"] for reference in rispy.loads(body)]
    else:
        ids = [entry.key.removeprefix("wrans-") for entry in bibtexparser.parse_string(body).entries]
    assert ids == expected
    assert len(ids) > 20


def test_long_texts_are_complete() -> None:
    text = "lantern " * 20_000
    client = create_app(MemoryEngine([Question("7", "Lords", text)]), Assets.find()).test_client()
    assert rispy.loads(client.get("/export.ris").text)[0]["abstract"] == text.strip()


@pytest.mark.parametrize("question", BY_HAND, ids=lambda question: question.id)
def test_a_record_links_to_its_references(client: FlaskClient, get: Get, question: Question) -> None:
    page = links_of(get(f"/questions/{question.id}"), "#cite a")
    ris_file, bibtex_file = client.get(page["RIS"]), client.get(page["BibTeX"])
    assert ris_file.mimetype == ris.MEDIA_TYPE
    assert bibtex_file.mimetype == bibtex.MEDIA_TYPE
    assert bibtex_file.headers["Content-Disposition"] == f'attachment; filename="wrans-{question.id}.bib"'
    assert [reference["accession_number"] for reference in rispy.loads(ris_file.text)] == [question.id]
    assert [entry.key for entry in bibtexparser.parse_string(bibtex_file.text).entries] == [f"wrans-{question.id}"]


@pytest.mark.parametrize("ending", ["ris", "bib"])
def test_an_unknown_record_has_no_reference(client: FlaskClient, ending: str) -> None:
    assert client.get(f"/questions/none.{ending}").status_code == 404


def test_a_hostile_id_is_escaped_in_the_file_name() -> None:
    client = create_app(MemoryEngine([Question('a"b;\r', "Lords", "x")]), Assets.find()).test_client()
    disposition = client.get("/questions/a%22b;%0D.ris").headers["Content-Disposition"]
    assert disposition == 'attachment; filename="wrans-a_22_b_3b__d_.ris"'


def test_a_record_of_the_sample_data_leads_to_this_site() -> None:
    assert f"UR  - {ROOT}/questions/1285393" in ris.reference(SEED_SHAPED, ROOT, "", is_sample=True).decode()
    assert f"{{{ROOT}/questions/1285393}}" in bibtex.reference(SEED_SHAPED, ROOT, "", is_sample=True).decode()
