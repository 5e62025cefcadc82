"""The results page and all values of a facet."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from search.model.fields import FIELDS
from tests.web.conftest import Get, element_of, links_of, text_of

LORDS = "/search?q=lantern&house=Lords"


def test_the_heading_is_a_sentence_with_the_total(get: Get) -> None:
    page = get(LORDS)
    assert text_of(page, "h1") == "2 questions for lantern · House: Lords"
    assert text_of(page, "title") == "2 questions for lantern · House: Lords – Wrans"
    assert len(page.css(".hit")) == 2


def test_a_hit_has_asker_answering_body_and_days(get: Get) -> None:
    page = get("/search?q=HL13171")
    hit = text_of(page, ".hit")
    assert "Office of Lanterns · Lords · UIN HL13171" in hit
    assert "Baroness Fenwick asked on 9 February 2021 · answered 23 February 2021 by Baroness Stell of Marlow" in hit
    assert "Answered grouped with 2 attachment" in hit


def test_matches_are_highlighted(get: Get) -> None:
    marked = {node.text().lower() for node in get("/search?q=lantern").css("mark")}
    assert {"lantern", "lanterns"} <= marked
    assert marked <= {"lantern", "lanterns", "lantern's"}


def test_a_missing_uin_has_a_note(get: Get) -> None:
    assert "UIN not given" in text_of(get("/search?q=%22lamp+oil%22"), ".hit .origin")


def test_a_cut_text_has_a_note(get: Get) -> None:
    assert "The source gave only the first 255 characters of this answer." in text_of(get("/search?q=wicks"), ".hit")


def test_the_reading_of_the_query_is_described_with_its_problems(get: Get) -> None:
    reading = text_of(get("/search?q=what+lantern+(harbour"), ".query-notes")
    assert "Read as: “lantern” and “harbour”. Left out as too common: what." in reading
    assert "A bracket is not closed" in reading


def test_a_misspelt_word_is_corrected_with_a_note_and_a_link_to_the_search_as_typed(get: Get) -> None:
    page = get("/search?q=lantren+harbours&house=Lords")
    assert "No question has “lantren”; showing results for “lantern”." in text_of(page, ".corrections")
    assert text_of(page, "h1") == "2 questions for lantern harbours · House: Lords"
    assert links_of(page, ".corrections a") == {
        "Search instead for lantren harbours": "/search?q=lantren+harbours&house=Lords&as-typed=yes"
    }
    assert element_of(page, "#q").attributes["value"] == "lantren harbours"
    back = get("/search?q=lantren+harbours&as-typed=yes")
    assert links_of(back, ".corrections a") == {"Search with corrections and synonyms": "/search?q=lantren+harbours"}
    assert ("as-typed", "yes") in {(node.attributes["name"], node.attributes["value"]) for node in back.css("#search input")}


def test_synonyms_are_searched_for_with_a_note_and_a_link_to_the_search_as_typed(get: Get) -> None:
    page = get("/search?q=harbour+beacons&house=Commons")
    assert text_of(page, ".expansions").startswith("Harbour Beacon, also lantern, lamp oil.")
    assert "Read as: “harbour” and “beacons”." in text_of(page, ".query-notes")
    assert {node.text().lower() for node in page.css("mark")} >= {"lantern", "lamp"}
    off = links_of(page, ".expansions a")["Search only for what was typed"]
    assert off == "/search?q=harbour+beacons&house=Commons&as-typed=yes"
    assert get(off).css(".expansions") == []
    assert get("/search?q=%22harbour+beacons%22").css(".expansions") == []


@pytest.mark.parametrize(
    "text", ["%22lantren%22", "%22lantren+harbours%22", "lantren*", "lantren~", "-lantren+lamp", "HL99999"]
)
def test_only_plain_bare_words_are_corrected(get: Get, text: str) -> None:
    page = get(f"/search?q={text}")
    assert page.css(".corrections") == []
    assert page.css(".did-you-mean") == []


def test_only_words_of_the_index_are_suggested(get: Get) -> None:
    page = get("/search?q=lantren+harbours&as-typed=yes")
    assert links_of(page, ".did-you-mean a") == {
        "lantern harbours": "/search?q=lantern+harbours&as-typed=yes",
        "lanterns harbours": "/search?q=lanterns+harbours&as-typed=yes",
    }
    assert get("/search?q=lantern").css(".did-you-mean") == []


def test_an_unknown_word_that_is_a_name_is_suggested_as_a_name_and_every_suggestion_finds_something(get: Get) -> None:
    page = get("/search?q=okonjo")
    offered = links_of(page, ".did-you-mean a")
    assert offered["asked:okonjo"] == "/search?q=asked%3Aokonjo"
    for address in (*offered.values(), *links_of(get("/search?q=macandi"), ".did-you-mean a").values()):
        assert not text_of(get(address), "h1").startswith("0 questions")


def test_a_relaxed_search_has_a_note(get: Get) -> None:
    page = get("/search?q=lantern+harbours+xylophone")
    assert "No question has all the words." in text_of(page, ".matches")
    assert "at least 2 of the 3" in text_of(page, ".matches")
    assert len(page.css(".hit")) == 2
    assert {node.text() for node in page.css(".missing")} == {"Does not have: “xylophone”"}
    assert page.css(".ranking") == []


def test_full_and_close_matches_are_one_list_with_both_totals(get: Get, client: FlaskClient) -> None:
    page = get("/search?q=lantern+harbours+lights")
    data = client.get("/search.json?q=lantern+harbours+lights").json
    assert data
    full, close = data["full_total"], data["close_total"]
    assert (full > 0, close > 0, full + close) == (True, True, data["total"])
    assert text_of(page, ".matches").startswith(f"{full} question")
    assert f"{close} are close matches" in text_of(page, ".matches") or f"{close} is a close match" in text_of(page, ".matches")
    (only_full,) = links_of(page, ".matches a").values()
    assert text_of(get(only_full), "h1").startswith(f"{full} question")
    (both,) = links_of(get(only_full), ".matches a").values()
    assert text_of(get(both), "h1") == text_of(page, "h1")
    assert sum(not hit["missing"] for hit in data["hits"]) == min(full, 20)


def test_a_long_text_lists_its_feedback_terms(get: Get, client: FlaskClient) -> None:
    text = "lantern+harbours+one+two+three+four+five+xylophone+six+seven"
    page = get(f"/search?q={text}")
    data = client.get(f"/search.json?q={text}").json
    assert data
    assert "are close matches, with at least 1 of the" in text_of(page, ".matches")
    assert ", ".join(data["query"]["feedback_terms"]) in text_of(page, ".ranking")
    (without,) = links_of(page, ".ranking a").values()
    alone = get(without)
    assert text_of(alone, ".ranking").startswith("Ranked by your words alone.")
    assert text_of(alone, "h1") == text_of(page, "h1")
    assert list(links_of(alone, ".ranking a").values()) == [f"/search?q={text}"]
    assert ("feedback", "no") in {(node.attributes["name"], node.attributes["value"]) for node in alone.css("#search input")}
    newest = get(f"/search?q={text}&sort=newest")
    assert newest.css(".ranking") == []
    assert "nearest first" not in text_of(newest, ".note")


def test_a_search_without_results_offers_alternatives(get: Get) -> None:
    page = get("/search?q=%22lamp+oil%22&house=Lords&state=holding")
    assert text_of(page, "h1").startswith("0 questions")
    offered = links_of(page, ".alternatives a")
    assert offered["Search without House: Lords"] == "/search?q=%22lamp+oil%22&state=holding"
    assert offered["the phrase “lamp oil” (1)"] == "/search?q=%22lamp+oil%22"


def test_each_filter_has_a_link_that_removes_it(get: Get) -> None:
    page = get("/search?q=lantern&house=Lords&house=Commons&tabled-from=2021-02-09")
    removals = links_of(page, ".chips a")
    assert removals["Remove filter House: Lords ×"] == "/search?q=lantern&house=Commons&tabled-from=2021-02-09"
    assert removals["Remove filter Date tabled from 9 February 2021 ×"] == "/search?q=lantern&house=Lords&house=Commons"
    assert removals["Remove all filters"] == "/search?q=lantern"


def test_every_facet_is_in_the_panel(get: Get) -> None:
    page = get("/search")
    shown = {node.attributes["name"] for node in page.css("#search input[type=checkbox]")}
    assert shown == {name for name, field in FIELDS.items() if field.facet}


def test_a_long_facet_shows_five_values_and_links_to_all(get: Get) -> None:
    page = get("/search?sort=newest")
    assert len(page.css("input[name=asked]")) == 5
    more = links_of(page, "fieldset:has(input[name=asked]) .more a")
    assert list(more.values()) == ["/search/values/asked?sort=newest"]


def test_months_are_newest_first_and_in_words(get: Get) -> None:
    months = [node.attributes["value"] or "" for node in get("/search").css("input[name=tabled-month]")]
    assert months == sorted(months, reverse=True)
    assert text_of(get("/search?tabled=2021-02"), "label[for=tabled-month-1]").startswith("February 2021")


def test_one_form_contains_the_whole_search(get: Get) -> None:
    page = get("/search?q=lantern&house=Lords&uin=HL13171&has=heading&sort=newest&per=50&tabled-from=2021")
    own = page.css("#search input, [form=search]")
    sent = {
        (node.attributes.get("name"), node.attributes.get("value"))
        for node in own
        if node.attributes.get("type") != "checkbox" or "checked" in node.attributes
    }
    expected = {
        ("q", "lantern"),
        ("house", "Lords"),
        ("uin", "HL13171"),
        ("has", "heading"),
        ("tabled-from", "1 January 2021"),
    }
    assert expected <= sent
    chosen = [node.attributes["value"] for node in page.css("select option[selected]")]
    assert chosen == ["newest", "50"]


def test_pages_are_numbered_and_linked(get: Get) -> None:
    page = get("/search?per=10&page=2")
    assert element_of(page, ".hits").attributes["start"] == "11"
    steps = links_of(page, ".pager a")
    assert steps["Previous page of results"] == "/search?per=10"
    assert steps["Next page of results"] == "/search?per=10&page=3"
    assert text_of(page, "[aria-current=page]") == "Page 2"


def test_a_page_past_the_end_links_to_the_last_page(get: Get) -> None:
    page = get("/search?q=lantern&page=99")
    assert links_of(page, ".note a") == {"Go to the last page, 1": "/search?q=lantern"}


def test_links_of_a_hit(get: Get) -> None:
    found = links_of(get(LORDS + "&sort=oldest"), ".hit a")
    about = "Lanterns: Harbours, HL13171 of 9 February 2021"
    assert found[about] == "/questions/1285393?q=lantern&house=Lords&sort=oldest&at=2"
    assert found[f"More like this {about}"] == "/questions/1285393/similar?house=Lords"
    assert found["Same heading Lanterns: Harbours"] == "/search?heading=Lanterns%3A+Harbours"
    assert found["Same asker Baroness Fenwick"] == "/search?asked=Baroness+Fenwick"


def test_all_values_of_a_facet(get: Get) -> None:
    page = get("/search/values/asked?q=lantern&house=Lords&asked=Baroness+Fenwick")
    ticked = page.css("input[type=checkbox][checked]")
    assert [node.attributes["value"] for node in ticked] == ["Baroness Fenwick"]
    hidden = {(n.attributes["name"], n.attributes["value"]) for n in page.css("main form[action='/search'] input[type=hidden]")}
    assert hidden == {("q", "lantern"), ("house", "Lords")}
    assert links_of(page, ".trail a")["Back to results"] == "/search?q=lantern&house=Lords&asked=Baroness+Fenwick"


def test_a_value_can_be_found_by_part_of_its_name(get: Get) -> None:
    page = get("/search/values/asked?find=okonjo")
    assert {node.attributes["value"] for node in page.css("input[name=asked]")} == {"Tobias Okonjo-Reed"}
    assert "with “okonjo”" in text_of(page, ".summary")


def test_only_facets_have_a_page_of_values(client: FlaskClient) -> None:
    assert client.get("/search/values/uin").status_code == 404
    assert client.get("/search/values/none").status_code == 404


def test_completions_are_words_of_the_index(client: FlaskClient) -> None:
    assert sorted(client.get("/words?begin=lant").get_json()["words"]) == ["lantern", "lanterns"]
    assert client.get("/words").json == client.get(f"/words?begin={'lant' * 99}").json == {"words": []}


def test_browsers_get_completions_as_suggestions(client: FlaskClient) -> None:
    response = client.get("/suggest?q=lant")
    assert response.mimetype == "application/x-suggestions+json"
    text, completions, descriptions, addresses = response.get_json(force=True)
    assert (text, sorted(completions), descriptions) == ("lant", ["lantern", "lanterns"], ["", ""])
    assert addresses == [f"http://localhost/search?q={word}" for word in completions]
    assert client.get("/suggest").get_json(force=True) == ["", [], [], []]
    text, *others = client.get(f"/suggest?q={'lant' * 99}").get_json(force=True)
    assert (len(text), others) == (200, [[], [], []])


def test_a_name_is_completed_as_a_whole(client: FlaskClient) -> None:
    assert client.get("/words?begin=lamps by tobias okon").get_json()["words"] == ["lamps by Tobias Okonjo-Reed"]


def test_the_first_page_summarises_the_index(get: Get) -> None:
    page = get("/")
    summary = text_of(page, ".index-summary")
    assert summary.startswith("51 questions. This copy has Commons questions tabled from 2 January 2024 to 26 November 2024")
    assert "Lords questions tabled from 9 February 2021 to" in summary
    assert "Newest answer: 2 December 2024. What this site covers" in summary
    assert links_of(page, ".bodies a")["Office of Lanterns (6)"] == "/search?body=Office+of+Lanterns"
    assert len(page.css("main .brief li")) == 8
