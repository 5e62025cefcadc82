"""The filter panel, the page of all values of a filter, and what is suggested to whoever types, without script."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from search.model.question import Person, Question
from search.model.sessions import session_of
from search.text.dates import british_today, long_date
from tests.served import served
from tests.web.conftest import Get, element_of, links_of, text_of
from web import Assets, create_app

MANY = 420
"""Askers of one index: more than a page of values lists."""


def headings(page_of: Get, address: str = "/search") -> list[str]:
    nodes = page_of(address).css("#search > fieldset > legend, .more-filters > summary")
    return [" ".join(node.text().split()) for node in nodes]


def test_the_filters_that_most_searches_need_come_first(get: Get) -> None:
    assert headings(get) == ["Date", "State", "Department", "Asked by", "House", "More filters"]


def test_the_panel_is_one_form_with_one_button(get: Get) -> None:
    page = get("/search?q=lantern")
    own = [button for button in page.css("#search button") if "form" not in button.attributes]
    assert [" ".join(button.text().split()) for button in own] == ["Update results"]


@pytest.mark.parametrize(
    ("filters", "is_open"),
    [("", False), ("house=Lords", False), ("named-day=yes", True), ("heading=Lanterns", True), ("answered-on-from=2024", True)],
)
def test_more_filters_are_open_if_one_of_them_is_on(get: Get, filters: str, is_open: bool) -> None:
    assert ("open" in element_of(get(f"/search?{filters}"), ".more-filters").attributes) is is_open


def test_the_summary_counts_the_filters_that_are_on(get: Get) -> None:
    assert text_of(get("/search?q=lantern"), ".facet-panel > summary") == "Filter"
    assert text_of(get("/search?house=Lords&house=Commons&tabled-from=2020"), ".facet-panel > summary") == "Filter (3 on)"


def test_a_chip_says_the_value_and_screen_readers_hear_the_filter(get: Get) -> None:
    address = (
        "/search?house=Lords&state=answered&body=Office+of+Lanterns&asked=Baroness+Fenwick&has=heading&grouped=no&uin=HL13171"
    )
    page = get(address)
    assert list(links_of(page, ".chips a")) == [
        "Remove filter Department: Office of Lanterns ×",
        "Remove filter House: Lords ×",
        "Remove filter Asked by: Baroness Fenwick ×",
        "Remove filter State: Answered ×",
        "Remove filter UIN: HL13171 ×",
        "Remove filter Grouped: no or not known ×",
        "Remove filter With heading ×",
        "Clear all filters",
    ]
    texts = [" ".join(chip.text(deep=False).split()) for chip in page.css(".chip")]
    assert texts[:3] == ["Office of Lanterns", "Lords", "Asked by: Baroness Fenwick"]


def test_no_is_not_claimed_where_a_source_may_not_say(get: Get) -> None:
    page = get("/search?q=lantern&named-day=no")
    assert "Remove filter Named day: no or not known ×" in links_of(page, ".chip")
    boxes = {node.attributes["name"]: node.parent.text() for node in page.css("input[value=no]") if node.parent}
    assert "No or not known" in boxes["grouped"]


def test_every_chip_names_the_control_that_sets_it(get: Get) -> None:
    page = get("/search?house=Lords&tabled-from=2020&uin=HL13171&has=heading&due-from=2019&days=5")
    for chip in page.css(".chip"):
        name, value = chip.attributes["data-name"], chip.attributes["data-value"]
        selector = f'[name="{name}"][value="{value}"]' if value else f'[name="{name}-from"]'
        assert page.css(f"#search {selector}"), (name, value)


def test_presets_set_days_that_stay_true(get: Get) -> None:
    presets = links_of(get("/search?q=lantern&page=2&tabled-to=2023"), "[data-presets=tabled] a")
    session = session_of(british_today())
    assert session
    assert presets == {
        "Last 30 days": "/search?q=lantern&tabled-from=30+days+ago",
        "This session": f"/search?q=lantern&tabled-from={quote(long_date(session.first_day)).replace('%20', '+')}",
        "This year": "/search?q=lantern&tabled-from=this+year",
    }


def test_a_preset_that_is_on_is_marked_and_takes_itself_away(get: Get) -> None:
    page = get("/search?q=lantern&tabled-from=this+year")
    assert text_of(page, "[data-presets=tabled] [aria-current=true]") == "Remove filter This year"
    assert links_of(page, "[data-presets=tabled] a")["Remove filter This year"] == "/search?q=lantern"


def test_a_preset_of_the_changes_stays_on_their_page(get: Get) -> None:
    page = get("/changes?kind=transferred")
    (address, *_) = links_of(page, "[data-presets] a").values()
    assert address == "/changes?kind=transferred&transferred-on-from=30+days+ago"
    get(address)


def test_overdue_is_no_link_where_no_result_can_be(get: Get) -> None:
    assert "Overdue" in text_of(get("/search?q=%22lamp+oil%22"), "[data-presets=state]")
    assert "Overdue" not in links_of(get("/search?uin=HL13171"), "[data-presets=state] a")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "1 January 2024", "31 December 2024"),
        ("March 2024", "1 March 2024", "31 March 2024"),
        ("5/3/2024", "5 March 2024", "5 March 2024"),
        ("5 March 2024", "5 March 2024", "5 March 2024"),
        ("5th Mar 24", "5 March 2024", "5 March 2024"),
        ("2024-03-05", "5 March 2024", "5 March 2024"),
    ],
)
def test_a_box_of_days_reads_days_months_and_years(get: Get, text: str, first: str, last: str) -> None:
    page = get(f"/search?tabled-from={quote(text)}&tabled-to={quote(text)}")
    assert element_of(page, "#tabled-from").attributes["value"] == first
    assert element_of(page, "#tabled-to").attributes["value"] == last


def test_a_text_that_is_no_date_is_answered_with_an_example(get: Get) -> None:
    page = get("/search?q=lantern&tabled-from=banana", 400)
    assert "Enter a date like 5 March 2024, March 2024 or 2024" in text_of(page, ".problem-list")
    assert [node.attributes["name"] for node in page.css(".problem-form [aria-invalid]")] == ["tabled-from"]
    assert "Swap them" not in links_of(page)


def test_days_the_wrong_way_round_are_swapped_by_one_click(get: Get) -> None:
    page = get("/search?q=lantern&tabled-from=2025&tabled-to=March+2024", 400)
    swapped = links_of(page)["Swap them Date tabled"]
    assert swapped == "/search?q=lantern&tabled-to=2025&tabled-from=March+2024"
    assert element_of(get(swapped), "#tabled-from").attributes["value"] == "1 March 2024"


def test_a_filter_with_a_box_to_find_values_leads_to_their_page_without_script(get: Get) -> None:
    page = get("/search?house=Commons&sort=newest&as-typed=yes")
    form = element_of(page, "#find-asked")
    sent = {(node.attributes["name"], node.attributes["value"]) for node in form.css("input")}
    assert (form.attributes["action"], sent) == (
        "/search/values/asked",
        {("house", "Commons"), ("sort", "newest"), ("as-typed", "yes")},
    )
    assert element_of(page, "[data-facet=asked] input[type=search]").attributes["form"] == "find-asked"


@pytest.fixture(scope="module")
def crowd() -> FlaskClient:
    """A site with more askers than a page of values lists. The last has asked least."""
    records = [
        Question(f"{asker}-{number}", "Commons", "Wicks.", asked_by=Person(f"Ivor Quill {asker:04}"))
        for asker in range(MANY)
        for number in range(1 if asker == MANY - 1 else 2)
    ]
    return create_app(served(MemoryEngine(records)), Assets.find()).test_client()


def test_every_value_can_be_found_not_only_the_first_ones(crowd: FlaskClient) -> None:
    last = f"Ivor Quill {MANY - 1:04}"
    assert last not in crowd.get("/search/values/asked").text
    assert last in crowd.get(f"/search/values/asked?find={MANY - 1:04}").text
    values = crowd.get(f"/search/values/asked.json?find={MANY - 1:04}").get_json()
    assert [bucket["value"] for bucket in values["facet"]["buckets"]] == [last]


def test_a_page_of_values_says_how_many_it_lists(crowd: FlaskClient) -> None:
    assert "The 300 with most questions, of 420 members." in crowd.get("/search/values/asked").text


@pytest.mark.parametrize(
    ("field", "noun"), [("asked", "member"), ("body", "department"), ("answered", "minister"), ("kind", "value")]
)
def test_whom_nobody_fits_is_said(get: Get, field: str, noun: str) -> None:
    page = get(f"/search/values/{field}?find=xyz&{field}={'full' if field == 'kind' else 'Nobody'}")
    assert text_of(page, ".summary").startswith(f"No {noun} fits “xyz”.")
    assert text_of(page, "label[for=find]") == f"Find a {noun}"


def test_suggestions_are_headings_members_departments_and_words(client: FlaskClient) -> None:
    def suggested(text: str) -> list[tuple[str, str]]:
        document = client.get("/words", query_string={"begin": text}).get_json()
        return [(suggestion["label"], suggestion["about"]) for suggestion in document["suggestions"]]

    assert ("Lanterns: Harbours", "heading") in suggested("lant")
    assert ("harbours", "") in suggested("harb")
    assert suggested("lamps by tobias okon")[0] == ("lamps by Tobias Okonjo-Reed", "minister")
    assert ("Office of Lanterns", "department") in suggested("office of")
    assert len(suggested("la")) <= 8
    assert suggested("") == suggested("lant" * 99) == []


def test_hostile_headings_are_sent_as_they_are(client: FlaskClient) -> None:
    response = client.get("/words?begin=onmouseover")
    assert response.mimetype == "application/json"
    assert all("<" not in suggestion["text"] for suggestion in response.get_json()["suggestions"])
