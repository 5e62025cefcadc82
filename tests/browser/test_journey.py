"""The paths of readers through the site, with JavaScript and without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import PHONE, OpenPage


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(open_page: OpenPage, site: str, request: pytest.FixtureRequest) -> Page:
    page = open_page(site, java_script_enabled=request.param)
    page.goto("/")
    return page


@pytest.fixture
def scripted(open_page: OpenPage, site: str) -> Page:
    return open_page(site)


def search(page: Page, text: str) -> None:
    box = page.get_by_label("Search written questions and answers")
    box.fill(text)
    box.press("Enter")


def test_search_filter_open_more_like_this_and_remove_the_filter(page: Page) -> None:
    search(page, "lantern")
    expect(page.get_by_role("heading", level=1)).to_have_text("7 results")

    page.get_by_label("Office of Lanterns").check()
    update = page.get_by_role("button", name="Update results")
    if update.is_visible():  # without script
        update.click()
    expect(page).to_have_title("lantern, Office of Lanterns – Wrans")
    page.wait_for_url("**body=Office+of+Lanterns**")

    page.get_by_role("link", name="Lanterns: Numbers", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lanterns: Numbers")
    page.locator("#details > summary").click()
    expect(page.get_by_role("link", name="remove filter Department: Office of Lanterns")).to_be_visible()
    page.get_by_role("link", name="more like this", exact=False).filter(has_text="House: Commons").click()
    expect(page).to_have_title("Commons – Wrans")

    page.get_by_role("link", name="Remove filter House: Commons").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("51 results")


def test_words_of_more_like_this_are_dropped_and_added(page: Page) -> None:
    search(page, "HL13171")
    page.get_by_role("link", name="Similar to", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions similar to “Lanterns: Harbours”")
    page.get_by_role("link", name="Remove lanterns").click()
    page.get_by_label("Add words").fill("wicks")
    page.get_by_role("button", name="Update").click()
    expect(page.get_by_role("link", name="Undo lanterns")).to_be_visible()
    expect(page.get_by_role("link", name="Remove added word wicks")).to_be_visible()


def test_sorting_is_sent_with_the_search(page: Page) -> None:
    search(page, "lantern")
    page.get_by_label("Sort").select_option("oldest")
    apply = page.get_by_role("button", name="Apply", exact=True)
    if apply.is_visible():  # with a script the order is sent when it is chosen
        apply.click()
    page.wait_for_url("**sort=oldest**")
    assert "q=lantern" in page.url
    expect(page.locator(".hit-title").first).to_contain_text("Lanterns: Harbours")


def test_the_next_result_is_one_click_away(page: Page) -> None:
    search(page, "lantern")
    page.locator(".hit-title a").first.click()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("link", name="Previous")).to_be_visible()
    page.get_by_role("link", name="Back to results").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("7 results")


def test_a_value_is_found_by_its_name(page: Page) -> None:
    page.goto("/search")
    page.get_by_role("link", name="values of asked by").click()
    page.get_by_label("Find a member").fill("okonjo")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Tobias Okonjo-Reed").check()
    page.get_by_role("button", name="Show results").click()
    expect(page).to_have_title("Asked by: Tobias Okonjo-Reed – Wrans")


def test_the_facet_panel_is_closed_on_a_phone_and_open_on_a_wide_screen(page: Page) -> None:
    page.goto("/search")
    box = page.get_by_label("Office of Lanterns")
    expect(box).to_be_visible()
    page.set_viewport_size(PHONE)
    expect(box).to_be_hidden()
    page.locator(".facet-panel > summary").click()
    expect(box).to_be_visible()


def test_the_find_box_filters_as_one_types(scripted: Page) -> None:
    scripted.goto("/search/values/asked")
    scripted.locator("#find").press_sequentially("okon")
    expect(scripted.get_by_label("Tobias Okonjo-Reed")).to_be_visible()
    expect(scripted.get_by_label("Baroness Fenwick")).to_have_count(0)
    scripted.get_by_label("Tobias Okonjo-Reed").check()
    scripted.locator("#find").fill("nobody of this name")
    expect(scripted.locator(".summary")).to_contain_text("No member fits")
    expect(scripted.get_by_label("Tobias Okonjo-Reed")).to_be_checked()
    scripted.locator("#find").fill("fenwick, baroness")
    expect(scripted.get_by_label("Baroness Fenwick")).to_be_visible()


def test_addresses_stay_short(scripted: Page) -> None:
    scripted.goto("/search")
    search(scripted, "lantern")
    scripted.wait_for_url("**/search?q=lantern")


def test_no_page_violates_its_content_security_policy(scripted: Page) -> None:
    messages: list[str] = []
    scripted.on("console", lambda message: messages.append(message.text))
    scripted.on("pageerror", lambda error: messages.append(str(error)))
    for address in (
        "/",
        "/search?q=lantern",
        "/questions/2001",
        "/questions/2006",
        "/questions/2001/similar",
        "/help/searching",
    ):
        scripted.goto(address)
    assert messages == []


def test_how_long_answers_take_is_read_by_keyboard_alone(page: Page) -> None:
    page.get_by_role("link", name="How long answers take", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("How long answers take")
    page.get_by_label("House").focus()
    page.keyboard.press("l")
    for name in ("Month", "Department", "Count months by"):
        page.keyboard.press("Tab")
        expect(page.get_by_label(name, exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The rules")).to_be_visible()
    assert "house=Lords" in page.url
    page.get_by_role("link", name="questions that become overdue (feed)").focus()
    expect(page.get_by_role("link", name="questions that become overdue (feed)")).to_be_focused()
