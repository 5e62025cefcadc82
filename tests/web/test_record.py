"""The page of a record and the page of similar questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from search.engines.memory import MemoryEngine
from search.model.fields import FIELDS
from search.model.question import Answer, Attachment, Question
from tests.derived import with_derived
from tests.web.conftest import LONG_LINK, Get, Page, element_of, links_of, text_of
from web import Assets, create_app
from web.pages.parts.record.particulars import state_in_words
from web.pages.parts.record_properties import SECTIONS
from web.queries.similar_params import MAX_WORDS
from web.site import outside_links

SEED = "/questions/1285393"
PARLIAMENT = "https://questions-statements.parliament.uk/written-questions/detail"


def particulars(page: Page) -> dict[str, str]:
    return {text_of_node(row.css_first("dt")): text_of_node(row.css_first("dd")) for row in page.css(".particulars > div")}


def properties(page: Page) -> dict[str, str]:
    return {
        text_of_node(row.css_first("dt")): " | ".join(text_of_node(value) for value in row.css("dd"))
        for row in page.css(".property")
    }


def text_of_node(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text().split())


def test_question_and_answer_are_complete(get: Get) -> None:
    page = get(SEED)
    assert text_of(page, "h1") == "Lanterns: Harbours"
    assert "unlit lanterns in harbours." in text_of(page, "[aria-labelledby=question]")
    assert "Lanterns are lit at dusk." in text_of(page, "[aria-labelledby=answer]")
    assert text_of(page, ".state") == "Answered on time"
    assert particulars(page) == {
        "Asked by": "Baroness Fenwick Harbour Party",
        "To": "Office of Lanterns How long answers take from Office of Lanterns",
        "Number": "UIN HL13171 House of Lords",
        "Tabled": "9 February 2021",
        "Due by": "23 February 2021",
        "Answered": "23 February 2021 by Baroness Stell of Marlow 14 days after it was tabled",
    }
    assert page.css(".standing") == [], "the particulars say it"


def test_the_state_says_how_late_an_answer_was_only_where_the_rule_is_known(engine: MemoryEngine) -> None:
    question = engine.get("1285393")
    assert question is not None
    assert question.answer is not None
    late = replace(question, answer=replace(question.answer, answered_on=date(2021, 3, 1)))
    assert state_in_words(with_derived(late)).label == "Answered, 6 days late"
    late = replace(question, answer=replace(question.answer, answered_on=date(2021, 2, 24)))
    assert state_in_words(with_derived(late)).label == "Answered, 1 day late"
    corrected = replace(
        late, answer=replace(question.answer, answered_on=date(2021, 2, 24), is_correction=True, corrected_on=date(2021, 4, 1))
    )
    assert state_in_words(with_derived(corrected)).label == "Answered, 1 day late, later corrected"
    unknown = replace(question, house="Commons", due_on=None)
    assert state_in_words(with_derived(unknown)).label == "Answered"


def test_an_answer_of_the_day_it_was_tabled_says_so(get: Get) -> None:
    answered = particulars(get("/questions/2001"))["Answered"]
    assert answered == "5 March 2024 by Baroness Stell of Marlow the day it was tabled"


def test_what_the_source_lacks_is_said_once(get: Get) -> None:
    page = get("/questions/2010")
    assert text_of(page, ".missing-note") == "Asker and question number not in our source."
    assert "Asked by" not in particulars(page)
    assert particulars(get("/questions/2002"))["Asked by"] == "Not in our source"
    assert particulars(get("/questions/2003"))["Answered by"] == "Minister not in our source"


def test_a_split_link_is_joined(get: Get) -> None:
    assert links_of(get(SEED), ".answer a:not(.named)") == {LONG_LINK: LONG_LINK}


def test_every_field_is_listed_once_among_the_properties() -> None:
    placed = [name for names in SECTIONS.values() for name in names]
    assert sorted(placed) == sorted(FIELDS)


def test_properties_have_their_values_and_links(get: Get) -> None:
    page = get(SEED)
    values = properties(page)
    assert values["UIN"] == "HL13171 more like this (1) UIN: HL13171"
    assert values["Legislature"].startswith("House of Lords more like this (")
    assert "Registered interest" not in values, "what a record is not is left out"
    assert values["Asking member number"].startswith("4197 more like this (2)")
    assert values["Grouped question UIN"].startswith("HL13168 more like this (1) Grouped question UIN: HL13168 | HL13169")
    assert values["Attachment file name"].startswith("lantern-statistics-2020.pdf")
    assert values["Question first answered"] == "2021-02-23T16:52:29.297Z"
    assert values["Question text"] == "14 words more like this by all its words, from the question text"
    assert values["Sources"] == "Linked Data API"


def test_dates_link_to_searches_until_on_and_from_the_day(get: Get) -> None:
    page = get(SEED)
    links = links_of(page, ".property a")
    addresses = {re.sub(r" \([\d,]+\)", "", text): address for text, address in links.items()}
    about = "Date tabled: 9 February 2021"
    for text, address in links.items():
        if about in text:
            counted = re.search(r"\(([\d,]+)\)", text)
            assert counted is not None, "each link tells how many before the click"
            assert text_of(get(address), "h1").startswith(f"{counted[1]} result")
    assert addresses[f"on or before {about}"] == "/search?tabled-to=2021-02-09"
    assert addresses[f"exactly this day {about}"] == "/search?tabled-from=2021-02-09&tabled-to=2021-02-09"
    assert addresses[f"on or after {about}"] == "/search?tabled-from=2021-02-09"
    assert "include the day itself" in text_of(page, ".properties .hint")


def test_an_active_filter_can_be_removed(get: Get) -> None:
    links = links_of(get(f"{SEED}?q=lantern&heading=Lanterns%3A+Harbours&tabled-to=2021-02-09&at=1"), ".property a")
    assert links["remove filter Heading: Lanterns: Harbours"] == "/search?q=lantern&tabled-to=2021-02-09"
    assert links["remove filter Date tabled: 9 February 2021"] == "/search?q=lantern&heading=Lanterns%3A+Harbours"
    assert links["more like this (23) House: Lords"] == "/search?house=Lords", "a value alone, without the filters"


def test_a_record_links_back_to_its_results_and_to_its_neighbours(get: Get) -> None:
    page = get(f"{SEED}?q=lantern&sort=oldest&per=10&at=2")
    trail = links_of(page, ".trail a")
    assert trail["Back to results"] == "/search?q=lantern&sort=oldest&per=10"
    previous = next(url for words, url in trail.items() if words.startswith("Previous result: Lanterns: Harbours, HL13168"))
    assert previous == "/questions/1285390?q=lantern&sort=oldest&per=10&at=1"
    assert any(words.startswith("Next result: ") for words in trail)
    assert element_of(page, "link[rel=canonical]").attributes["href"] == SEED


def test_the_first_and_last_results_have_one_neighbour(get: Get) -> None:
    assert [words[:4] for words in links_of(get(f"{SEED}?q=HL13171&at=1"), ".trail a")] == ["Back"]


def test_grouped_questions_are_linked_or_named(get: Get) -> None:
    page = get(SEED)
    assert links_of(page, "[aria-labelledby=grouped] a") == {
        "Lanterns: Harbours HL13168 of 9 February 2021": "/questions/1285390"
    }
    assert "HL13169 not on this site" in text_of(page, "[aria-labelledby=grouped]")


def test_attachments_without_an_address_are_named_and_unsafe_ones_not_linked(get: Get) -> None:
    assert text_of(get(SEED), "[aria-labelledby=attachments] li") == "Lantern Statistics lantern-statistics-2020.pdf"
    assert get("/questions/2006").css("[aria-labelledby=attachments] a") == []


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://files.example.org/a.pdf", "https://files.example.org/a.pdf"),
        (" HTTP://files.example.org:8080/a?b=1&c=2#d ", "HTTP://files.example.org:8080/a?b=1&c=2#d"),
        ("https://files.example.org/Table 1 {a}.xlsx", "https://files.example.org/Table%201%20%7Ba%7D.xlsx"),
        ("https://files.example.org/é.pdf", "https://files.example.org/é.pdf"),
        ("https://", ""),
        ("https:files.example.org", ""),
        ("//files.example.org/a", ""),
        ("/questions/1", ""),
        ("a.pdf", ""),
        ("ftp://files.example.org/a", ""),
        ("javascript://files.example.org/%0aalert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://parliament.example@evil.example/a", ""),
        ("https://files.example.org\\@evil.example/a", ""),
        ("https://files.example.org\n.evil.example/", ""),
        ("https://files.example.org/\u202efdp.exe", ""),
        ("https://files .example.org/", ""),
        ("https://files.example.org:99999/a", ""),
        ("https://[files.example.org/a", ""),
        ("", ""),
    ],
)
def test_attachment_is_a_link_only_with_a_safe_web_address(address: str, link: str) -> None:
    assert outside_links.safe_link(address) == link
    paper = Attachment("Paper", url=address)
    question = Question("1", "Lords", "Why?", answer=Answer(text="So.", attachments=(paper,)))
    client = create_app(MemoryEngine([question]), Assets.find()).test_client()
    page = LexborHTMLParser(client.get("/questions/1").text)
    assert [node.attributes["href"] for node in page.css("[aria-labelledby=attachments] a")] == [link] * bool(link)
    value = client.get("/api/writtenquestions/questions/1").get_json()["value"]
    assert value["attachments"][0]["url"] == (link or None)


def test_a_corrected_answer_shows_its_original_text(get: Get) -> None:
    page = get("/questions/2002")
    changed, before = page.css("details.earlier .words")
    assert element_of(changed, "del").text() == "Seventy"
    assert element_of(changed, "ins").text() == "Seven"
    assert before.text() == "Seventy pounds."
    assert particulars(page)["Answered"] == "7 March 2024 by Baroness Stell of Marlow 1 day after it was tabled"
    assert particulars(page)["Corrected"] == "1 April 2024 by Baroness Stell of Marlow"
    assert text_of(page, ".state").endswith(", later corrected")


@pytest.mark.parametrize(
    ("id", "standing"),
    [
        ("2003", "Answered, date not in our source."),
        ("2004", "Holding answer only, given on 9 May 2024. We have no full answer yet."),
        ("2005", "This question was withdrawn."),
    ],
)
def test_the_state_is_described_in_a_sentence(get: Get, id: str, standing: str) -> None:
    assert text_of(get(f"/questions/{id}"), ".standing") == standing


def test_a_cut_text_links_to_the_complete_text(get: Get) -> None:
    page = get("/questions/2003")
    links = links_of(page, ".cut a")
    whole = "https://questions-statements.parliament.uk/written-questions/detail/2024-05-01/503"
    assert links == {
        "Read the full question on parliament.uk": whole,
        "Read the full answer on parliament.uk": whole,
    }
    for name in ("question", "answer"):
        section = element_of(page, f"[aria-labelledby={name}]")
        parts = [node.attributes.get("class") for node in section.iter() if node.tag != "h2"]
        assert parts[0] == "cut", "the warning comes before the text"


def test_a_table_scrolls_in_a_box_that_takes_the_focus(get: Get) -> None:
    page = get("/questions/2001")
    box = element_of(page, ".answer .table-box")
    assert box.attributes["tabindex"] == "0"
    assert box.attributes["role"] == "region"
    assert len(box.css("td, th")) == 4
    assert text_of(page, ".answer h3") == "Figures"


def test_without_a_heading_the_title_is_the_beginning_of_the_question(get: Get) -> None:
    assert text_of(get("/questions/2003"), "h1") == "Whether wicks"


def test_a_citation_can_be_copied_and_a_file_taken_away(get: Get, client: FlaskClient) -> None:
    page = get(SEED)
    texts = {node.id: node.text() for node in page.css(".citation")}
    buttons = page.css("[data-copies]")
    assert {button.attributes["data-copies"] for button in buttons} == set(texts)
    assert all("hidden" in button.attributes for button in buttons), "they need a script"
    assert element_of(page, "[role=status].copied").text() == ""
    cited = f"HL WQ HL13171, 9 February 2021, {PARLIAMENT}/2021-02-09/HL13171"
    assert texts["citation-1"] == cited
    assert text_of(page, ".print-citation") == f"Cite as: {cited}"
    files = links_of(page, "#download a")
    assert list(files) == ["Text, in Markdown", "CSV", "Excel", "JSON with all texts", "BibTeX", "RIS"]
    assert all(client.get(address).status_code == 200 for address in files.values())
    assert links_of(page, ".actions > a") == {"View on parliament.uk": f"{PARLIAMENT}/2021-02-09/HL13171"}


@pytest.mark.parametrize(
    ("id", "cited"),
    [("1285393", "HL WQ HL13171, 9 February 2021"), ("2001", "HC WQ 501, 5 March 2024"), ("2004", ""), ("2005", "")],
)
def test_the_short_citation_is_house_uin_and_day(get: Get, client: FlaskClient, id: str, cited: str) -> None:
    assert client.get(f"/questions/{id}.json").get_json()["short_citation"] == cited
    shortest = element_of(get(f"/questions/{id}"), "#citation-1").text()
    assert shortest.startswith(f"{cited}, http" if cited else f"House of Commons written question, record {id}, ")


def test_updates_are_feeds_of_the_question_and_its_subject(get: Get, client: FlaskClient) -> None:
    feeds = links_of(get(SEED), "#updates a")
    assert feeds["This question: its answer and corrections"] == "/search.atom?id=1285393"
    assert feeds["New questions under “Lanterns: Harbours”"] == "/search.atom?heading=Lanterns%3A+Harbours"
    for address in feeds.values():
        response = client.get(address)
        assert response.mimetype == "application/atom+xml"
        assert "<entry>" in response.text


def test_details_and_data_are_closed_and_data_forms_are_complete(get: Get, client: FlaskClient) -> None:
    page = get(SEED)
    assert [(node.id, "open" in node.attributes) for node in page.css(".more-about")] == [("details", False), ("data", False)]
    assert [node.text() for node in page.css(".more-about h2")] == ["All details", "Data"]
    assert client.get(f"{SEED}.json").get_json()["record"]["has_interest"] is False
    assert set(links_of(page, "#data nav a")) == {"JSON", "Linked Data API", "Official API"}


def test_the_side_column_has_what_belongs_with_the_question(get: Get) -> None:
    aside = element_of(get(SEED), "aside.record-aside")
    assert [" ".join(node.text().split()) for node in aside.css("h2")] == [
        "This subject over time",
        "Answered with",
        "Similar questions",
        "Same answer",
    ]
    chips = links_of(get(SEED), ".similar .chips a")
    assert chips["Remove lanterns ×"] == f"{SEED}/similar?drop=lanterns"


def test_a_record_without_an_answer_says_so_in_its_place(get: Get) -> None:
    page = get("/questions/2005")
    assert text_of(page, ".no-answer .standing") == "This question was withdrawn."
    assert text_of(page, ".no-answer h2") == "Answer"


def test_similar_questions_exclude_the_record_and_its_group(get: Get) -> None:
    addresses = {node.attributes["href"] for node in get(f"{SEED}/similar").css(".hit-title a")}
    assert addresses
    assert not addresses & {"/questions/1285393", "/questions/1285390"}


def test_words_can_be_dropped_restored_and_added(get: Get) -> None:
    chips = links_of(get(f"{SEED}/similar"), ".chips a")
    assert chips["Remove lanterns ×"] == f"{SEED}/similar?drop=lanterns"
    page = get(f"{SEED}/similar?drop=lanterns&add=Costs+wicks")
    chips = links_of(page, ".chips a")
    assert not any(words.startswith("Remove lantern") for words in chips)
    assert chips["Undo lanterns"] == f"{SEED}/similar?add=costs&add=wicks"
    assert chips["Remove added word wicks ×"] == f"{SEED}/similar?drop=lanterns&add=costs"
    hidden = [(node.attributes["name"], node.attributes["value"]) for node in page.css("main form input[type=hidden]")]
    assert hidden == [("drop", "lanterns"), ("add", "costs"), ("add", "wicks")]


def test_similar_questions_can_be_restricted_to_the_filters(get: Get) -> None:
    wide, narrow = get(f"{SEED}/similar?house=Lords"), get(f"{SEED}/similar?house=Lords&within=yes")
    assert "checked" not in element_of(wide, "#within").attributes
    assert "checked" in element_of(narrow, "#within").attributes
    assert all("Lords" in node.text() for node in narrow.css(".hit .about"))
    assert len(wide.css(".hit")) > len(narrow.css(".hit"))


def test_key_terms_are_listed_by_weight(get: Get) -> None:
    weights = [int(text_of_node(node).removeprefix("weight ")) for node in get(f"{SEED}/similar").css(".chip-weight")]
    assert weights[0] == 100
    assert weights == sorted(weights, reverse=True)


def test_an_unlike_result_is_excluded_and_can_be_restored(get: Get) -> None:
    page = get(f"{SEED}/similar")
    wrong = element_of(page, ".hit-title a").attributes["href"] or ""
    link = next(node for node in page.css(".onward a") if node.text().startswith("Hide this"))
    id_ = wrong.rsplit("/", 1)[1]
    assert link.attributes["href"] == f"{SEED}/similar?unlike={id_}"
    left = get(f"{SEED}/similar?unlike={id_}")
    assert wrong not in {node.attributes["href"] for node in left.css(".hit-title a")}
    assert element_of(left, ".terms-panel .plain a").attributes["href"] == f"{SEED}/similar"
    assert ("unlike", id_) in [(n.attributes["name"], n.attributes["value"]) for n in left.css("main form input[type=hidden]")]


@pytest.mark.parametrize(
    ("address", "ticked", "fits"),
    [
        (
            f"{SEED}/similar?same=body",
            "Same department: Office of Lanterns",
            lambda q: q.answering_body.name == "Office of Lanterns",
        ),
        ("/questions/1000/similar?same=asked", "Same asker: Alys Fenwick", lambda q: q.asked_by.name == "Alys Fenwick"),
        (f"{SEED}/similar?later=yes", "Tabled after 9 February 2021", lambda q: q.tabled_on and q.tabled_on > date(2021, 2, 9)),
    ],
)
def test_similar_questions_can_be_restricted_to_department_asker_or_later_days(
    get: Get, engine: MemoryEngine, address: str, ticked: str, fits: Callable[[Question | None], bool]
) -> None:
    def hits_fit(address: str) -> list[bool]:
        hits = get(address).css(".hit-title a")
        return [fits(engine.get((node.attributes["href"] or "").rsplit("/", 1)[1])) for node in hits]

    assert not all(hits_fit(address.partition("?")[0]))
    assert all(hits_fit(address))
    assert any(hits_fit(address))
    page = get(address)
    (box,) = page.css("input[checked]")
    assert text_of(page, f"label[for={box.attributes['id']}]") == ticked


@pytest.mark.parametrize("empty", ["drop=", "add=+", "unlike=", "same=", "later=", "within=", "q="])
def test_an_empty_parameter_changes_nothing(get: Get, empty: str) -> None:
    assert text_of(get(f"{SEED}/similar?{empty}"), ".summary") == text_of(get(f"{SEED}/similar"), ".summary")


@pytest.mark.parametrize("parameter", ["q=rent", "per=50", "collapse=asked", "within=no"])
def test_parameters_without_effect_on_similar_questions_are_refused(get: Get, parameter: str) -> None:
    assert parameter.partition("=")[0] in text_of(get(f"{SEED}/similar?{parameter}", 400), "main")


@pytest.mark.parametrize("query", ["same=colour", "later=no", "unlike=none", "&".join(f"unlike={n}" for n in range(11))])
def test_wrong_values_of_similar_parameters_are_refused(get: Get, query: str) -> None:
    page = get(f"{SEED}/similar?{query}", 400)
    assert query.partition("=")[0] in text_of(page, "main")


@pytest.mark.parametrize("name", ["drop", "add"])
def test_the_number_of_dropped_and_added_words_is_limited(get: Get, name: str) -> None:
    most = "&".join(f"{name}=w{n}" for n in range(MAX_WORDS))
    page = get(f"{SEED}/similar?{most}&{name}=w1+w2")
    offered = [link for words, link in links_of(page, ".chips a").items() if words.startswith("Remove lanterns")]
    assert bool(offered) == (name == "add"), "one more could not be taken out"
    assert "lanterns" in text_of(page, ".terms-panel")
    refused = get(f"{SEED}/similar?{most}&{name}=another", 400)
    assert f"{name} has {MAX_WORDS + 1} words" in text_of(refused, "main")


def test_an_unknown_record_is_not_found(get: Get) -> None:
    page = get("/questions/777", 404)
    assert text_of(page, "h1") == "There is no question 777"
    assert page.css_first("main input[name=q]") is not None
