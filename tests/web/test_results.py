"""The results page and all values of a facet."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.fields import FIELDS
from search.model.question import AnsweringBody, Question
from tests.web.conftest import Get, Page, element_of, links_of, text_of
from web import Assets, create_app
from web.site.options import SiteOptions

LORDS = "/search?q=lantern&house=Lords"


def test_the_heading_is_the_number_of_results_and_the_title_says_of_what(get: Get) -> None:
    page = get(LORDS)
    assert text_of(page, "h1") == "2 results"
    assert text_of(page, "h1 output#result-count[aria-live=polite]") == "2 results"
    assert text_of(page, "title") == "lantern, Lords – Wrans"
    assert len(page.css(".hit")) == 2
    assert text_of(get("/search?q=HL13171"), "h1") == "1 result"


def test_no_two_pages_of_results_have_one_title(get: Get) -> None:
    addresses = [
        *("", "?page=2", "?per=10", "?per=10&page=2", "?sort=newest", "?sort=oldest", "?q=lantern", "?q=lantern&words=all"),
        *("?q=lantern&as-typed=yes", "?q=lantern&collapse=same-answer", "?q=lantern&collapse=asked", "?house=Lords"),
        *("?house=Lords&house=Commons", "?body=Office+of+Lanterns", "?body=Office+of+Lanterns&house=Lords", "?state=answered"),
        *("?asked=Baroness+Fenwick", "?answered=Baroness+Fenwick", "?tabled-from=2024-01-01", "?answered-on-from=2024-01-01"),
        *("?has=heading", "?lacks=heading", "?late=yes", "?late=no", "?q=lantern&people=no", "?q=lantern&meaning=no"),
    ]
    titles = [text_of(get(f"/search{address}"), "title") for address in addresses]
    assert len(set(titles)) == len(titles)
    assert titles[:4] == [f"All questions{rest} – Wrans" for rest in ("", ", page 2", ", 10 a page", ", 10 a page, page 2")]


def test_a_hit_has_asker_answering_body_and_days_in_a_line(get: Get) -> None:
    page = get("/search?q=HL13171")
    about = "Baroness Fenwick (Lords) to Office of Lanterns · 9 Feb 2021, answered 23 Feb · UIN HL13171"
    assert text_of(page, ".hit .about") == about
    assert text_of(page, ".hit-head .state") == "Answered"
    assert text_of(page, ".hit-head .tags") == "grouped with 2 · attachment"


def test_a_hit_has_a_passage_of_the_question_and_one_of_the_answer(get: Get) -> None:
    for hit in get("/search?q=lantern").css("li.hit"):
        assert [node.text() for node in hit.css(".snippet abbr")] in (["Q", "A"], ["Q"])


def test_nothing_but_menus_stands_before_the_first_hit(get: Get) -> None:
    page = get("/search?q=lantern")
    menus = [node.text().strip() for node in page.css(".tools > details > summary")]
    assert menus == ["Download", "Get updates"]
    assert not page.css(".tools > details[open]")
    assert len(page.css(".tools a")) == len(page.css(".tools .menu-box a"))


def test_updates_are_explained_and_email_is_offered_only_where_it_is_sent(get: Get, engine: MemoryEngine) -> None:
    page = get("/search?q=lantern&house=Lords")
    assert links_of(page, ".tools a")["Feed of this search"] == "/search.atom?q=lantern&house=Lords"
    assert page.css(".tools .email") == []
    sender = create_app(engine, Assets.find(), SiteOptions("https://x.example", alerts_sender="alerts@x.example"))
    html = LexborHTMLParser(sender.test_client().get("/search?q=lantern&house=Lords&page=2").text)
    address = element_of(html, ".tools .email").attributes["href"] or ""
    assert address.startswith("mailto:alerts@x.example?subject=Written%20questions%20for%20lantern")
    assert "https://x.example/search?q=lantern&house=Lords" in unquote(address)


def test_a_hit_links_to_the_question_that_it_follows(get: Get) -> None:
    assert (
        links_of(get("/search?q=id:2001"), ".hit .onward a")[
            "Follows HL13171 followed by Lanterns: Numbers, 501 of 5 March 2024"
        ]
        == "/questions/1285393"
    )


def test_selected_results_are_one_form_that_needs_no_script(get: Get, client: FlaskClient) -> None:
    page = get("/search?q=lantern&sort=oldest")
    boxes = page.css(".hit input[type=checkbox]")
    assert {(box.attributes["name"], box.attributes["form"]) for box in boxes} == {("id", "selection")}
    ids = [box.attributes["value"] or "" for box in boxes][:2]
    names = [(box.attributes["aria-labelledby"] or "").split() for box in boxes]
    assert all(page.css_first(f"#{title}") and page.css_first(f"#{box}") for box, title in names)
    hidden = [(node.attributes["name"], node.attributes["value"]) for node in page.css("#selection input")]
    assert hidden == [("selected", "yes"), ("sort", "oldest")]
    actions = [node.attributes["formaction"] or "" for node in page.css("#selection button")]
    assert "/export.csv" in actions
    for action in actions:
        response = client.get(action, query_string=[*hidden, *(("id", own) for own in ids)])
        assert response.status_code == 200, action
    rows = client.get("/export.ndjson", query_string=[*hidden, *(("id", own) for own in ids)]).text.splitlines()
    assert [json.loads(row)["id"] for row in rows] == ids


def test_an_export_of_no_selected_result_is_refused(client: FlaskClient) -> None:
    response = client.get("/export.csv?selected=yes")
    assert response.status_code == 400
    assert "No result is selected." in response.text
    many = client.get("/export.csv", query_string=[("selected", "yes"), *(("id", str(number)) for number in range(101))])
    assert many.status_code == 400
    assert "101 results are selected. A file of selected results has at most 100." in many.text


def test_matches_are_highlighted(get: Get) -> None:
    marked = {node.text().lower() for node in get("/search?q=lantern").css("mark")}
    assert {"lantern", "lanterns"} <= marked
    assert marked <= {"lantern", "lanterns", "lantern's"}


def test_what_the_source_does_not_give_is_said_once(get: Get) -> None:
    assert text_of(get("/search?q=%22lamp+oil%22"), ".hit .about").endswith("Asker and question number not in our source")


def test_a_cut_text_has_a_mark(get: Get) -> None:
    marks = [node.text() for node in get("/search?q=wicks").css(".hit .cut-mark")]
    assert marks == ["(question incomplete)", "(answer incomplete)"]


def test_only_changes_to_a_query_are_noted(get: Get) -> None:
    reading = text_of(get("/search?q=what+lantern+(harbour"), ".query-notes")
    assert "Searched for: “lantern” and “harbour”." in reading
    assert "Ignored common words: what." in reading
    assert "A bracket is not closed" in reading
    assert text_of(get("/search?q=lantern"), ".query-notes") == ""


def test_a_misspelt_word_is_corrected_with_a_note_and_a_link_to_the_search_as_typed(get: Get) -> None:
    page = get("/search?q=lantren+harbours&house=Lords")
    assert "No question has “lantren”. Showing results for “lantern”." in text_of(page, ".corrections")
    note_of_two = text_of(get("/search?q=lantren+harbuors"), ".corrections")
    assert note_of_two.startswith("No question has “lantren” or “harbuors”. Showing results for “lantern” and “harbours”.")
    assert text_of(page, "h1") == "2 results"
    assert links_of(page, ".corrections a") == {
        "Search for lantren harbours": "/search?q=lantren+harbours&house=Lords&as-typed=yes"
    }
    assert element_of(page, "#q").attributes["value"] == "lantren harbours"
    back = get("/search?q=lantren+harbours&as-typed=yes")
    assert links_of(back, ".corrections a") == {"Include similar terms": "/search?q=lantren+harbours"}
    assert "Showing exact words only." in text_of(back, ".corrections")
    assert ("as-typed", "yes") in {(node.attributes["name"], node.attributes["value"]) for node in back.css("#search input")}


def test_synonyms_are_searched_for_with_a_note_and_a_link_to_the_search_as_typed(get: Get) -> None:
    page = get("/search?q=harbour+beacons&house=Commons")
    assert text_of(page, ".expansions").startswith("Searched for harbour beacons, also lantern, lamp oil.")
    assert {node.text().lower() for node in page.css("mark")} >= {"lantern", "lamp"}
    off = links_of(page, ".expansions a")["Show exact words only"]
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
        assert not text_of(get(address), "h1").startswith("0 results")


def test_a_relaxed_search_has_a_note_and_a_way_back(get: Get) -> None:
    page = get("/search?q=lantern+harbours+xylophone")
    assert text_of(page, ".matches").startswith("No question matches all your words. Showing close matches.")
    assert len(page.css(".hit")) == 2
    assert {node.text() for node in page.css(".about .missing")} == {"Missing: “xylophone”"}
    assert page.css(".ranking") == []
    (every_word,) = links_of(page, ".matches a").values()
    assert "“xylophone” (0)" in links_of(get(every_word), ".alternatives a")
    assert list(links_of(get(every_word), ".matches a").items()) == [
        ("Include close matches", "/search?q=lantern+harbours+xylophone")
    ]


def test_full_and_close_matches_are_one_list_with_both_totals(get: Get, client: FlaskClient) -> None:
    page = get("/search?q=lantern+harbours+lights")
    results = client.get("/search.json?q=lantern+harbours+lights").json
    assert results
    full, close = results["full_total"], results["close_total"]
    assert (full > 0, close > 0, full + close) == (True, True, results["total"])
    matches = "match" if close == 1 else "matches"
    assert text_of(page, ".matches") == f"{full} with all your words · {close} close {matches}"
    (only_full,) = links_of(page, ".matches a").values()
    assert text_of(get(only_full), "h1").startswith(f"{full} result")
    (all_matches,) = links_of(get(only_full), ".matches a").values()
    assert text_of(get(all_matches), "h1") == text_of(page, "h1")
    assert sum(not hit["missing"] for hit in results["hits"]) == min(full, 20)


def test_the_line_between_full_and_close_matches_divides_them(get: Get, client: FlaskClient) -> None:
    for text in ("lantern+harbours+lights", "lantern+harbour+steps", "lamp+oil+review", "wicks+lantern", "many+lanterns+lit"):
        page, results = get(f"/search?q={text}"), client.get(f"/search.json?q={text}").get_json()
        full, close = results["full_total"], results["close_total"]
        assert [bool(hit["missing"]) for hit in results["hits"]] == [False] * full + [True] * close
        assert [len(node.css(".hit")) for node in page.css("ol.hits")] == [number for number in (full, close) if number]
        assert len(page.css(".results > .matches")) == bool(full and close)


def test_a_long_text_lists_its_feedback_terms(get: Get, client: FlaskClient) -> None:
    text = "lantern+harbours+one+two+three+four+five+xylophone+six+seven"
    page = get(f"/search?q={text}")
    results = client.get(f"/search.json?q={text}").json
    assert results
    assert "Showing close matches." in text_of(page, ".matches")
    terms = ", ".join(results["query"]["feedback_terms"])
    assert text_of(page, ".ranking") == f"Also matched related words: {terms}. Use my words only"
    (without,) = links_of(page, ".ranking a").values()
    alone = get(without)
    assert text_of(alone, ".ranking") == "Matched your words only. Match related words too"
    assert text_of(alone, "h1") == text_of(page, "h1")
    assert list(links_of(alone, ".ranking a").values()) == [f"/search?q={text}"]
    assert ("feedback", "no") in {(node.attributes["name"], node.attributes["value"]) for node in alone.css("#search input")}
    newest = get(f"/search?q={text}&sort=newest")
    assert newest.css(".ranking") == []


@pytest.mark.parametrize("address", ["/", "/search", "/asked"])
def test_the_hint_in_the_search_box_fits_the_narrowest_phone(get: Get, address: str) -> None:
    hint = element_of(get(address), "#q").attributes["placeholder"] or ""
    assert 0 < len(hint) <= 16, "the box has 158 px at 320 px, and a letter of the first page about 9.8"


def test_a_search_without_results_offers_alternatives(get: Get) -> None:
    page = get("/search?q=%22lamp+oil%22&house=Lords&state=holding")
    assert text_of(page, "h1").startswith("0 results")
    offered = links_of(page, ".alternatives a")
    assert offered["Search without House: Lords"] == "/search?q=%22lamp+oil%22&state=holding"
    assert offered["the phrase “lamp oil” (1)"] == "/search?q=%22lamp+oil%22"
    assert not any("quotation" in text for text in offered), "the words find nothing either"
    for control in (".order", ".duplicates", ".page-size"):
        assert "hidden" in element_of(page, control).attributes, "nothing to sort, hide or divide into pages is offered"
        assert "hidden" not in element_of(get("/search"), control).attributes


def test_the_files_of_a_collapsed_list_are_said_to_have_what_it_lists(get: Get, client: FlaskClient) -> None:
    document = client.get("/search.json?collapse=heading").get_json()
    total, listed = document["total"], document["collapsed_total"]
    assert listed < total
    assert f"{listed} of {total} results: those listed" in text_of(get("/search?collapse=heading"), ".menu-box h2")
    assert f"All {total} results" in text_of(get("/search"), ".menu-box h2")
    assert len(client.get("/export.json?collapse=heading").get_json()) == listed


def test_no_files_are_offered_of_no_results_and_their_addresses_answer(get: Get, client: FlaskClient) -> None:
    empty = "?q=%22lamp+oil%22&house=Lords&state=holding"
    assert get(f"/search{empty}").css("#selection, a[href^='/export.']") == []
    assert get("/search?page=9999").css("#selection"), "a page after the last has no hits, but its search has results"
    header, *rows = client.get(f"/export.csv{empty}").text.splitlines()
    assert (header, rows) == (client.get("/export.csv").text.splitlines()[0], [])
    assert client.get(f"/export.json{empty}").get_json() == []


def test_no_filter_is_offered_for_removal_if_nothing_is_found_without_it(get: Get) -> None:
    page = get("/search?q=%22lamp+oil%22&house=Lords&state=holding")
    removals = [address for name, address in links_of(page, ".alternatives a").items() if name.startswith("Search without")]
    assert removals
    for address in removals:
        assert not text_of(get(address), "h1").startswith("0 ")
    nowhere = get("/search?q=%22lamp+oil%22&house=Lords&tabled-from=2090&answered-on-from=2090")
    assert "Search without" not in text_of(nowhere, ".alternatives")


def test_each_filter_has_a_link_that_removes_it(get: Get) -> None:
    page = get("/search?q=lantern&house=Lords&house=Commons&tabled-from=2021-02-09")
    removals = links_of(page, ".chips a")
    assert removals["Remove filter House: Lords ×"] == "/search?q=lantern&house=Commons&tabled-from=2021-02-09"
    assert removals["Remove filter Tabled from 9 February 2021 ×"] == "/search?q=lantern&house=Lords&house=Commons"
    assert removals["Clear all filters"] == "/search?q=lantern"


def test_every_facet_is_in_the_panel(get: Get) -> None:
    page = get("/search")
    names = {node.attributes["name"] for node in page.css("#search input[type=checkbox]")}
    assert names == {name for name, field in FIELDS.items() if field.facet}


def test_a_long_facet_shows_five_values_and_links_to_all(get: Get) -> None:
    page = get("/search?sort=newest")
    assert len(page.css("input[name=asked]")) == 5
    more = links_of(page, "fieldset:has(input[name=asked]) .more a")
    assert list(more.values()) == ["/search/values/asked?sort=newest"]


def test_months_are_newest_first_and_in_words(get: Get) -> None:
    months = [node.attributes["value"] or "" for node in get("/search").css("input[name=tabled-month]")]
    assert months == sorted(months, reverse=True)
    assert text_of(get("/search?tabled=2021-02"), "[data-facet=tabled-month] .choices label").startswith("February 2021")


def test_the_label_of_a_value_holds_its_box(get: Get) -> None:
    boxes = get("/search?body=%3Ci%3E&house=Lords").css(".choices > li > label > input:first-child")
    labels = {box.attributes["value"]: " ".join((box.parent or box).text().split()) for box in boxes}
    assert labels["Office of Lanterns"] == "Office of Lanterns 2"
    assert labels["<i>"] == "<i> 0"
    assert {box.attributes["value"] for box in boxes if "checked" in box.attributes} == {"<i>", "Lords"}


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
    assert text_of(page, ".last-page") == "There is only 1 page. Go to the last page"
    assert links_of(page, ".last-page a") == {"Go to the last page": "/search?q=lantern"}
    assert text_of(get("/search?per=10&page=99"), ".last-page").startswith("There are only 6 pages.")


def test_links_of_a_hit(get: Get) -> None:
    links = links_of(get(LORDS + "&sort=oldest"), ".hit a")
    about = "Lanterns: Harbours, HL13171 of 9 February 2021"
    assert links[about] == "/questions/1285393?q=lantern&house=Lords&sort=oldest&at=2"
    assert links[f"Similar to {about}"] == "/questions/1285393/similar?house=Lords"
    assert links["Baroness Fenwick"] == "/people/4197"
    assert links["Office of Lanterns"] == "/bodies/office-of-lanterns"
    score_address = links_of(get(LORDS), ".hit a")[f"Why this result: {about}"]
    assert score_address == "/questions/1285393/score?q=lantern&house=Lords"


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
    assert text_of(page, ".summary") == "1 member fits “okonjo”, of 7."


def test_only_facets_have_a_page_of_values(client: FlaskClient) -> None:
    assert client.get("/search/values/uin").status_code == 404
    assert client.get("/search/values/none").status_code == 404


def test_browsers_get_completions_as_suggestions(client: FlaskClient) -> None:
    response = client.get("/suggest?q=lant")
    assert response.mimetype == "application/x-suggestions+json"
    text, completions, descriptions, addresses = response.get_json(force=True)
    assert (text, sorted(completions), descriptions) == ("lant", ["lantern", "lanterns"], ["", ""])
    assert addresses == [f"http://localhost/search?q={word}" for word in completions]
    assert client.get("/suggest").get_json(force=True) == ["", [], [], []]
    text, *others = client.get(f"/suggest?q={'lant' * 99}").get_json(force=True)
    assert (len(text), others) == (200, [[], [], []])


def test_the_first_page_counts_a_department_under_all_its_printed_names() -> None:
    names = ("Home Office", "Home Department", "Home Office", "Treasury")
    records = [
        Question(f"{number}", "Commons", "lanterns", answering_body=AnsweringBody(name)) for number, name in enumerate(names)
    ]
    client = create_app(MemoryEngine(records), Assets.find()).test_client()
    page = Page(client.get("/").text)
    assert links_of(page, ".bodies a")["3 questions to Home Office"] == "/search?body=Home+Department&body=Home+Office"
    assert "All 2 departments and other bodies" in links_of(page, ".more a")
    assert len(Page(client.get("/bodies").text).css("[aria-labelledby=bodies] tbody tr")) == 2


def test_the_first_page_summarises_the_index(get: Get) -> None:
    page = get("/")
    summary = text_of(page, ".index-summary")
    assert summary.startswith("51 questions. Our data has Commons questions tabled from 2 January 2024 to 26 November 2024")
    assert "Lords questions tabled from 9 February 2021 to" in summary
    assert "Newest answer: 2 December 2024. What this site covers" in summary
    assert "Missing: 10 have no answer here; 1 has a text cut short by the source; 6 have no date tabled here." in summary
    assert links_of(page, ".bodies a")["6 questions to Office of Lanterns"] == "/search?body=Office+of+Lanterns"
    assert links_of(page, ".bodies a")["Office of Lanterns"] == "/bodies/office-of-lanterns"
    assert len(page.css("main .brief li")) == 6
