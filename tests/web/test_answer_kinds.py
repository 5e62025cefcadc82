"""The kinds of an answer on its page: what each means, and the sentence that decides it, marked in the answer."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from indexer.deriving.alone import derive_alone
from search.engines.memory import MemoryEngine
from search.model.derived_fields import ANSWER_KINDS
from search.model.question import Answer
from tests.web.conftest import SEED_SHAPED, Get, text_of
from web import Assets, create_app
from web.pages.parts.answer_kinds import MEANINGS
from web.site import safe_html

HELD = "The number of lanterns on Marlow&nbsp;Pier is <strong>not held</strong> centrally."
REFERS = 'I refer the noble Baroness to the <a href="https://www.example.gov.uk/1">answer of 3 March 2020</a> (HL123).'
HTML = f"<p>Lanterns are lit at dusk. {HELD} They are red.</p><p>{REFERS}</p>"
TEXT = (
    "Lanterns are lit at dusk. The number of lanterns on Marlow Pier is not held centrally. They are red.\n"
    "I refer the noble Baroness to the answer of 3 March 2020 (https://www.example.gov.uk/1) (HL123)."
)


def page_of(answer: Answer) -> LexborHTMLParser:
    question = replace(SEED_SHAPED, answer=answer)
    question = replace(question, derived=derive_alone(question))
    client = create_app(MemoryEngine([question]), Assets.find()).test_client()
    return LexborHTMLParser(client.get(f"/questions/{question.id}").text)


def marks(page: LexborHTMLParser) -> list[tuple[str | None, str]]:
    return [(mark.attributes.get("id"), " ".join(mark.text().split())) for mark in page.css(".answer mark")]


def test_each_kind_is_named_explained_and_its_sentence_marked() -> None:
    page = page_of(Answer(html=HTML, text=TEXT))
    kinds = [" ".join(item.text().split()) for item in page.css(".answer-kinds li")]
    assert kinds == [
        f"Data not held: all answers of this kind {MEANINGS['not-held']} The sentence is marked: Data not held.",
        f"Refers to an earlier answer: all answers of this kind {MEANINGS['refers']}"
        " The sentence is marked: Refers to an earlier answer.",
    ]
    assert marks(page) == [
        ("kind-not-held", "The number of lanterns on Marlow Pier is"),
        (None, "not held"),
        (None, "centrally."),
        ("kind-refers", "I refer the noble Baroness to the"),
        (None, "answer of 3 March 2020"),
        (None, "(HL123)."),
    ]
    urls = {link.attributes["href"] for link in page.css(".answer-kinds a")}
    assert urls == {"#kind-not-held", "#kind-refers", "/search?kind=not-held", "/search?kind=refers"}


def test_a_sentence_that_decides_two_kinds_has_one_mark() -> None:
    text = "The number is not held centrally and could be obtained only at disproportionate cost."
    page = page_of(Answer(html=f"<p>{text}</p>", text=text))
    assert marks(page) == [("kind-not-held", text)]
    assert [link.attributes["href"] for link in page.css(".answer-kinds a")][1::2] == ["#kind-not-held"] * 2


def test_an_answer_without_html_is_marked_too() -> None:
    page = page_of(Answer(text=TEXT))
    assert [mark_id for mark_id, _ in marks(page) if mark_id] == ["kind-not-held", "kind-refers"]


def test_a_sentence_that_the_html_does_not_have_is_named_without_a_mark() -> None:
    page = page_of(Answer(html="<p>Quite other words.</p>", text=TEXT))
    assert marks(page) == []
    assert len(page.css(".answer-kinds li")) == 2
    assert "The sentence is marked" not in text_of(page, ".answer-kinds")


def test_an_answer_with_no_phrase_has_no_list_of_kinds_but_its_property() -> None:
    page = page_of(Answer(html="<p>Lanterns are lit at dusk.</p>", text="Lanterns are lit at dusk."))
    assert not page.css(".answer-kinds")
    assert "Kind of answer None of these kinds" in text_of(page, ".properties")


def test_every_kind_with_a_sentence_has_a_meaning() -> None:
    assert MEANINGS.keys() == ANSWER_KINDS.keys() - {"full", "unknown"}


@pytest.mark.parametrize(
    ("html", "sentences", "shown"),
    [
        ("<p>A b. C d.</p>", {"x": "C d."}, '<p>A b. <mark id="x">C d.</mark></p>'),
        ("<p>A <b>b</b> c</p>", {"x": "A b c"}, '<p><mark id="x">A </mark><b><mark>b</mark></b> <mark>c</mark></p>'),
        ("<p>A &amp; b&nbsp;c d</p>", {"x": "A & b c"}, '<p><mark id="x">A &amp; b&nbsp;c</mark> d</p>'),
        ("<p>(A b) c</p>", {"x": "A b)"}, '<p>(<mark id="x">A b)</mark> c</p>'),
        ("<p>A b c</p>", {"x": "A b", "y": "b c"}, '<p><mark id="x">A b</mark> c</p>'),
        ("<p>A b</p><p>c</p>", {"x": "b\nc"}, '<p>A <mark id="x">b</mark></p><p><mark>c</mark></p>'),
        ("<p>A b. A b.</p>", {"x": "A b.", "y": "A b."}, '<p><mark id="x">A b.</mark> A b.</p>'),
        ("<p>A &lt;b&gt; c</p>", {"x": "b"}, '<p>A &lt;<mark id="x">b</mark>&gt; c</p>'),
        ("<p>A</p>", {"x": "…"}, "<p>A</p>"),
        ("<p>A</p>", {"x": "B"}, "<p>A</p>"),
        ("<table><tr><td>A</td> <td>b</td></tr></table>", {"x": "A | b"}, None),
    ],
)
def test_marks_lie_within_the_elements_of_the_answer(html: str, sentences: dict[str, str], shown: str | None) -> None:
    safe = str(safe_html.answer(html, "", marked=sentences))
    assert shown is None or safe == shown
    parents = {mark.parent.tag for mark in LexborHTMLParser(safe).css("mark") if mark.parent}
    assert not parents & {"table", "tbody", "tr", "ul", "ol"}


def test_the_facet_lists_the_kinds_in_words(get: Get) -> None:
    page = get("/search?kind=not-held")
    assert text_of(page, "title") == "Kind of answer: data not held – Wrans"
    values = [link.attributes["value"] for link in page.css("input[name=kind]")]
    assert {"not-held", "no-plans", "full", "in-due-course"} <= {*values}
