"""The Markdown of a long record in parts: none is long, none cuts a row of a table, and together they have every word."""

from __future__ import annotations

import re
from datetime import date

import marko
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Question
from tests.web.conftest import BY_HAND, SEED_SHAPED
from web import Assets, create_app
from web.api_queries.record_parts import Section, split
from web.markdown.pages import MAX_RECORD_BYTES

ROWS = [f"Region {number} | {number * 37:,} lamps | £{number * 1_001:,} | see note {number}" for number in range(200)]
PARAGRAPHS = [f"Paragraph {number} has * lamps_{number}. " + "It says so again. " * (number % 7) for number in range(60)]
LONG = Question(
    "7",
    "Lords",
    "To ask His Majesty's Government how many lamps are lit.",
    "HL7",
    date(2024, 5, 1),
    answer=Answer(text="\n".join((*PARAGRAPHS, *ROWS)), answered_on=date(2024, 5, 9)),
)


@pytest.fixture(scope="module")
def long_client() -> FlaskClient:
    return create_app(MemoryEngine([LONG, *BY_HAND]), Assets.find()).test_client()


@pytest.fixture(scope="module")
def parts(long_client: FlaskClient) -> list[str]:
    """Every part of the long record, each by the address that the one before gives."""
    texts = []
    address = "/questions/7.md"
    while address:
        texts.append(long_client.get(address).text)
        following = re.search(r"<http://localhost(/questions/7\.md\?part=\d+)>", texts[-1])
        address = following[1] if following else ""
    return texts


def test_parts_lead_on_and_the_last_says_so(parts: list[str]) -> None:
    assert len(parts) > 3
    for number, text in enumerate(parts[:-1], 1):
        assert re.search(rf"Part {number} of {len(parts)}\. [\d,]+ characters of its texts follow: <", text)
    assert f"Part {len(parts)} of {len(parts)}. The record ends here." in parts[-1]


@pytest.mark.parametrize("render", [MarkdownIt("commonmark").render, lambda text: str(marko.convert(text))])
def test_parts_have_every_paragraph_and_row_whole_and_in_order(parts: list[str], render) -> None:  # type: ignore[no-untyped-def]
    quoted = [node.text() for text in parts for node in LexborHTMLParser(render(text)).css("blockquote p")]
    assert quoted == [LONG.text, *(line.strip() for line in (*PARAGRAPHS, *ROWS))]


def test_each_part_names_the_record_and_how_to_cite_it(parts: list[str]) -> None:
    for text in parts:
        assert text.startswith("# ")
        assert "Cite as: " in text
        assert len(text.encode()) <= MAX_RECORD_BYTES
    assert "## Answer\n\nAnswered 9 May 2024" in parts[0]
    assert "## Answer, continued" in parts[1]


def test_every_part_is_a_tenth_of_the_page(parts: list[str], long_client: FlaskClient) -> None:
    page = len(long_client.get("/questions/7").data)
    assert all(len(text.encode()) <= page / 10 for text in parts)


def test_a_short_record_is_one_part_that_says_nothing_of_parts(client: FlaskClient) -> None:
    text = client.get(f"/questions/{SEED_SHAPED.id}.md").text
    assert "Part 1" not in text
    assert client.get(f"/questions/{SEED_SHAPED.id}.md?part=1").text == text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("part=2", f"Record {SEED_SHAPED.id} has 1 part; there is no part 2."),
        ("part=0", "Enter a whole number, 1 for the first part."),
        ("part=two", "Enter a whole number, 1 for the first part."),
        ("part=1&part=2", "Give one part."),
    ],
)
def test_a_part_that_does_not_exist_is_refused_in_a_sentence(client: FlaskClient, query: str, sentence: str) -> None:
    response = client.get(f"/questions/{SEED_SHAPED.id}.md?{query}")
    assert (response.status_code, response.mimetype) == (400, "text/plain")
    assert sentence in response.text


def bytes_of(text: str) -> int:
    return len(text.encode())


@given(st.lists(st.text("ab .|\n東", max_size=200), max_size=4), st.integers(40, 300))
def test_parts_lose_nothing_and_keep_to_their_limit(texts: list[str], limit: int) -> None:
    sections = [Section(f"Text {number}", "Somebody wrote", text) for number, text in enumerate(texts)]
    pieces = split(sections, limit, bytes_of)
    for section in sections:
        assert "".join(own.text for part in pieces for own in part if own.title == section.title) == section.text
    assert all(sum(bytes_of(own.introduction + own.text) for own in part) <= limit for part in pieces)
    assert sum(own.introduction != "" for part in pieces for own in part) == len(sections)


def test_a_row_longer_than_a_part_is_cut_between_cells() -> None:
    row = " | ".join(f"cell {number} has words. And more" for number in range(40))
    pieces = [own.text for part in split([Section("Answer", "", row)], 200, bytes_of) for own in part]
    assert "".join(pieces) == row
    assert all(piece.endswith(" | ") for piece in pieces[:-1])
