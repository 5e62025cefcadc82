"""Has this been asked before? A draft beside the earlier questions nearest to it."""

from __future__ import annotations

from urllib.parse import quote_plus

from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from search.lexicon.thesaurus import SynonymEntry
from search.model.question import Question
from search.query.parser import MAX_QUERY_LENGTH
from tests.web.conftest import Get, Page, element_of, links_of, text_of
from web import Assets, create_app

DRAFT = "To ask the Secretary of State for Lanterns, how many lanterns are broken in harbours."


def test_every_page_links_to_earlier_questions_and_the_first_page_twice(get: Get) -> None:
    for page in ("/", "/help", "/questions/2001"):
        assert "/asked" in [node.attributes["href"] for node in get(page).css("nav a")]
    assert get("/").css_first(".hero a[href='/asked']") is not None


def test_an_empty_draft_shows_only_the_form(get: Get) -> None:
    page = get("/asked")
    assert page.css_first("main form textarea[name=text]") is not None
    assert page.css(".hit, .note, .summary") == []


def test_the_nearest_question_is_listed_with_asker_day_state_and_differences(get: Get) -> None:
    page = get(f"/asked?text={quote_plus(DRAFT)}")
    assert text_of(page, "textarea") == DRAFT
    first = element_of(page, ".hit")
    assert element_of(first, "h3 a").attributes["href"] == "/questions/1285390"
    assert (
        text_of(first, ".about") == "Baroness Fenwick (Lords) to Office of Lanterns · 9 Feb 2021, answered 23 Feb · UIN HL13168"
    )
    assert element_of(first, ".state").text() == "Answered"
    assert [node.text() for node in first.css(".snippet mark")] == ["there"]
    assert element_of(first, ".missing-words").text() == "broken"
    assert "Has 6 of your 7 words." in element_of(first, ".compared").text()


def test_a_draft_without_key_terms_is_explained(get: Get) -> None:
    page = get("/asked?text=what+is+the")
    assert links_of(page, ".problem-list a").popitem()[1] == "#text"
    assert page.css(".hit") == []


def test_a_long_draft_is_truncated_at_a_word_with_a_note(get: Get) -> None:
    page = get(f"/asked?text={'lanterns+' * 300}")
    assert f"first {MAX_QUERY_LENGTH:,} characters" in text_of(page, ".note")
    read = text_of(page, "textarea")
    assert len(read) <= MAX_QUERY_LENGTH
    assert set(read.split()) == {"lanterns"}
    assert len(page.css(".hit")) > 0


def test_an_unknown_word_is_corrected_unless_the_draft_is_searched_as_typed(get: Get, client: FlaskClient) -> None:
    slip = DRAFT.replace("lanterns", "lantrens")
    page = get(f"/asked?text={quote_plus(slip)}")
    assert text_of(page, "textarea") == slip
    assert text_of(page, ".corrections").startswith("No question has “lantrens”.")
    assert "Has 6 of your 7 words." in element_of(page, ".hit .compared").text()
    (typed,) = links_of(page, ".corrections a").values()
    as_typed = get(typed)
    assert "lanterns" not in text_of(as_typed, ".summary")
    assert list(links_of(as_typed, ".corrections a").values()) == [f"/asked?text={quote_plus(slip)}"]
    earlier = client.get(f"/asked.json?text={quote_plus(slip)}").get_json()
    assert earlier["corrections"] == [{"typed": "lantrens", "replacement": "lanterns"}]
    assert client.get(typed.replace("/asked?", "/asked.json?")).get_json()["corrections"] == []


def test_synonyms_are_searched_for_and_listed() -> None:
    records = [Question("1", "Lords", "what a beacon costs"), Question("2", "Lords", "who lights the harbour lamp each night")]
    client = create_app(
        MemoryEngine(records, synonyms=[SynonymEntry("beacon", ("harbour lamp",))]), Assets.find()
    ).test_client()
    results = client.get("/asked.json?text=a+beacon").get_json()
    assert results["expansions"] == [{"name": "beacon", "synonyms": ["harbour lamp"]}]
    assert [question["record"]["id"] for question in results["questions"]] == ["1", "2"]
    page = Page(client.get("/asked?text=a+beacon").text)
    assert text_of(page, ".expansions") == "Searched for beacon, also harbour lamp."
    (typed,) = links_of(page, ".corrections a").values()
    as_typed = client.get(typed.replace("/asked?", "/asked.json?")).get_json()
    assert (as_typed["expansions"], as_typed["total"]) == ([], 1)


def test_a_draft_is_shown_as_plain_text(get: Get) -> None:
    draft = '</textarea><script>alert(1)</script> "lanterns'
    page = get(f"/asked?text={quote_plus(draft)}")
    assert element_of(page, "textarea").text() == draft
    assert page.css("main script") == []


def test_unknown_parameters_are_refused(get: Get) -> None:
    assert "colour" in text_of(get("/asked?text=x&colour=red", 400), "main")
    assert "Set as-typed=yes" in text_of(get("/asked?text=x&as-typed=no", 400), "main")
