"""Filtering in a browser: results that follow each tick, finding among values, the panel on a phone, suggestions and keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.pages import PHONE, OpenPage, errors_of, tab_to, violations

MIN_TARGET = 24


@pytest.fixture
def page(open_page: OpenPage, site: str) -> Page:
    return open_page(site)


@pytest.fixture
def phone(open_page: OpenPage, site: str) -> Page:
    return open_page(site, PHONE)


@pytest.fixture
def unscripted(open_page: OpenPage, site: str) -> Page:
    return open_page(site, java_script_enabled=False)


def box(page: Page, name: str, value: str) -> Locator:
    return page.locator(f'#search input[name="{name}"][value="{value}"]')


def count(page: Page) -> Locator:
    return page.locator("#result-count")


def hits(page: Page) -> Locator:
    return page.locator(".hits > .hit")


# Results that follow


def test_results_counts_and_address_follow_a_tick_and_the_focus_stays(page: Page) -> None:
    page.goto("/search?q=lantern")
    live = count(page).element_handle()
    box(page, "house", "Lords").check()
    page.wait_for_url("**/search?q=lantern&house=Lords")
    expect(count(page)).to_contain_text(re.compile("^2 "))
    expect(hits(page)).to_have_count(2)
    expect(page.locator(".chip")).to_have_text(re.compile("Lords"))
    expect(page.locator("[data-facet=asked] .choices > li")).to_have_count(1)
    expect(box(page, "house", "Lords")).to_be_focused()
    assert live
    assert live.evaluate("element => element.isConnected && element.getAttribute('aria-live')") == "polite"
    box(page, "house", "Lords").uncheck()
    page.wait_for_url("**/search?q=lantern")
    expect(count(page)).to_contain_text(re.compile("^7 "))


def test_back_leads_to_the_page_before_and_forward_to_the_same_filters(page: Page) -> None:
    page.goto("/help")
    page.goto("/search?q=lantern")
    box(page, "house", "Lords").check()
    page.wait_for_url("**&house=Lords")
    page.go_back()
    page.wait_for_url("**/help")
    page.go_forward()
    expect(box(page, "house", "Lords")).to_be_checked()
    expect(hits(page)).to_have_count(2)


def test_an_older_answer_never_replaces_a_newer_one(page: Page) -> None:
    page.goto("/search?q=lantern")
    waiting: list[Route] = []

    def hold_first(route: Route) -> None:
        if waiting:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/search?**", hold_first)
    box(page, "house", "Lords").check()
    page.wait_for_timeout(400)
    assert waiting
    box(page, "house", "Commons").check()
    page.wait_for_url("**&house=Commons**")
    expect(count(page)).to_contain_text(re.compile("^7 "))
    waiting[0].continue_()
    page.wait_for_timeout(300)
    expect(count(page)).to_contain_text(re.compile("^7 "))
    expect(box(page, "house", "Lords")).to_be_checked()


def test_a_chip_unticks_its_box_and_no_tick_is_lost(page: Page) -> None:
    page.goto("/search?q=lantern&house=Commons&tabled-from=2024&has=heading")

    box(page, "state", "answered").check()
    page.get_by_role("link", name="Remove filter House: Commons").click()
    page.wait_for_url("**/search?q=lantern&has=heading&tabled-from=1+January+2024&state=answered")
    expect(box(page, "house", "Commons")).not_to_be_checked()
    expect(page.locator(".chip").first).to_be_focused()
    page.get_by_role("link", name="Remove filter Tabled from 1 January 2024").click()
    page.get_by_role("link", name="Remove filter With heading").click()
    page.wait_for_url("**/search?q=lantern&state=answered")
    page.get_by_role("link", name="Remove filter State: Answered").click()
    page.wait_for_url("**/search?q=lantern")
    expect(page.locator("#results")).to_be_focused()


def test_a_click_is_not_lost_if_results_arrive_before_its_release(page: Page) -> None:
    page.goto("/search?q=lantern&house=Commons&tabled-from=2024&has=heading")
    waiting: list[Route] = []
    page.route("**/search?q=lantern&*", lambda route: waiting.append(route), times=1)  # noqa: PLW0108 (playwright marks its handlers)
    page.get_by_role("link", name="Remove filter House: Commons").click()
    page.get_by_role("link", name="Remove filter With heading").hover()
    page.mouse.down()
    with page.expect_response("**/search?q=lantern&*"):
        waiting[0].continue_()
    page.wait_for_timeout(200)  # the script has the answer, and would show it
    expect(page.get_by_role("link", name="Remove filter House: Commons")).to_be_visible()
    page.mouse.up()
    page.wait_for_url("**/search?q=lantern&tabled-from=1+January+2024")
    expect(page.locator(".chip")).to_have_count(1)


def test_a_ticked_value_without_a_result_stays(page: Page) -> None:
    page.goto("/search?q=lantern&asked=Tobias+Okonjo-Reed&asked=Baroness+Fenwick")
    box(page, "house", "Commons").check()
    page.wait_for_url("**house=Commons")
    expect(page.locator("[data-facet=asked] .choices > li", has_text="Baroness Fenwick")).to_contain_text("0")
    expect(box(page, "asked", "Baroness Fenwick")).to_be_checked()
    box(page, "asked", "Tobias Okonjo-Reed").uncheck()
    expect(hits(page)).to_have_count(0)
    expect(box(page, "asked", "Baroness Fenwick")).to_be_checked()


def test_sorting_follows_at_once(page: Page) -> None:
    page.goto("/search?q=lantern")
    page.locator("#sort").focus()
    page.locator("#sort").select_option("oldest")
    page.wait_for_url("**sort=oldest**")
    expect(page.locator(".hit-title").first).to_contain_text("Lanterns: Harbours")
    expect(page.locator("#sort")).to_be_focused()


def test_a_date_that_cannot_be_read_is_said_and_its_box_is_marked(page: Page) -> None:
    page.goto("/search?q=lantern")
    page.locator("#tabled-from").fill("banana")
    page.keyboard.press("Enter")
    problem = page.locator("#search [role=alert]")
    expect(problem).to_contain_text("Enter a date like 5 March 2024, March 2024 or 2024")
    expect(page.locator("#tabled-from")).to_have_attribute("aria-invalid", "true")
    expect(hits(page)).to_have_count(7)
    page.locator("#tabled-from").fill("2024")
    page.locator("#tabled-to").fill("2021")
    page.keyboard.press("Enter")
    problem.get_by_role("link", name="Swap them").click()
    page.wait_for_url("**/search?q=lantern&tabled-to=2024&tabled-from=2021")
    expect(hits(page)).to_have_count(6)


def test_a_preset_fills_the_box_of_the_first_day(page: Page) -> None:
    page.goto("/search?q=lantern")
    page.get_by_role("link", name="This year").click()
    page.wait_for_url("**/search?q=lantern&tabled-from=this+year")
    expect(page.locator("[data-presets=tabled] [aria-current]")).to_have_text("Remove filter This year")
    page.get_by_role("link", name="Remove filter This year").click()
    page.wait_for_url("**/search?q=lantern")


def test_without_a_connection_a_message_and_the_button_appear(page: Page) -> None:
    page.goto("/search?q=lantern")
    expect(page.get_by_role("button", name="Update results")).to_be_hidden()
    page.route("**/search?**", lambda route: route.abort())
    box(page, "house", "Lords").check()
    expect(page.locator("#search [role=alert]")).to_contain_text("The results could not be loaded")
    expect(page.get_by_role("button", name="Update results")).to_be_visible()
    page.unroute("**/search?**")
    box(page, "house", "Lords").uncheck()
    box(page, "house", "Lords").check()
    expect(hits(page)).to_have_count(2)
    expect(page.get_by_role("button", name="Update results")).to_be_hidden()


def test_a_facet_that_comes_with_other_results_has_no_box_that_does_nothing(page: Page) -> None:
    page.goto("/search?tabled-from=6+March+2024&tabled-to=6+March+2024")
    facet = page.locator("[data-facet=asked]")
    expect(facet).to_have_count(0)
    page.get_by_role("link", name="Remove filter Tabled", exact=False).first.click()
    page.locator(".more-filters > summary").click()
    expect(facet.get_by_role("checkbox").first).to_be_visible()
    expect(facet.get_by_label("Find a member")).to_have_count(0)


# Finding among values


def test_the_server_is_asked_for_values_while_one_types(page: Page) -> None:
    page.goto("/search")
    find = page.get_by_label("Find a member")
    facet = page.locator("[data-facet=asked]")
    find.press_sequentially("okonjo")
    expect(facet.locator("[role=status]")).to_have_text("1 member fits “okonjo”")
    box(page, "asked", "Tobias Okonjo-Reed").check()
    page.wait_for_url("**asked=Tobias**")
    find.fill("xyz")
    expect(facet.locator("[role=status]")).to_have_text("No member fits “xyz”")
    expect(box(page, "asked", "Tobias Okonjo-Reed")).to_be_checked()
    find.fill("")
    expect(facet.locator(".choices > li")).to_have_count(5)
    expect(facet.locator("[role=status]")).to_have_text("")


def test_the_page_of_values_says_whom_nobody_fits(page: Page) -> None:
    page.goto("/search/values/asked")
    page.get_by_label("Find a member").press_sequentially("xyz")
    expect(page.get_by_role("status").filter(has_text="No member fits “xyz”.")).to_be_visible()


def test_without_script_values_are_found_on_their_own_page(unscripted: Page) -> None:
    unscripted.goto("/search?house=Commons")
    unscripted.get_by_label("Find a member").fill("okonjo")
    unscripted.get_by_role("button", name="Find a member").click()
    unscripted.get_by_label("Tobias Okonjo-Reed").check()
    unscripted.get_by_role("button", name="Show results").click()
    unscripted.wait_for_url("**/search?house=Commons&asked=Tobias+Okonjo-Reed")


# The phone


def test_the_filter_is_a_dialog_on_a_phone(phone: Page) -> None:
    phone.goto("/search?q=lantern")
    phone.locator(".facet-panel > summary").focus()
    phone.keyboard.press("Enter")
    dialog = phone.get_by_role("dialog", name="Filter")
    expect(dialog).to_be_visible()
    place = dialog.bounding_box()
    assert place
    assert (place["x"], place["y"], place["width"], place["height"]) == (0, 0, PHONE["width"], PHONE["height"])
    for _ in range(40):
        phone.keyboard.press("Tab")
        assert phone.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    box(phone, "house", "Lords").check()
    expect(dialog.get_by_role("button", name="Show 2 results")).to_be_visible()
    expect(dialog.get_by_role("status").filter(has_text="2 results")).to_have_count(1)
    phone.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(phone.locator(".facet-panel > summary")).to_be_focused()
    expect(phone.locator(".facet-panel > summary")).to_contain_text("Filter (1")
    expect(hits(phone)).to_have_count(2)
    phone.locator(".facet-panel > summary").click()
    dialog.get_by_role("button", name="Clear", exact=True).click()
    dialog.get_by_role("button", name="Show 7 results").click()
    phone.wait_for_url("**/search?q=lantern")
    expect(hits(phone)).to_have_count(7)


def test_the_count_of_the_dialog_is_not_announced_as_a_count_of_values(phone: Page) -> None:
    phone.goto("/search")
    phone.locator(".facet-panel > summary").click()
    summary = phone.locator("dialog [data-facet=asked] [role=status]")
    expect(summary).to_have_text("")
    box(phone, "house", "Lords").check()
    expect(phone.locator(".dialog-actions [role=status]")).not_to_have_text("")
    expect(summary).to_have_text("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_dialog(open_page: OpenPage, site: str, scheme: str) -> None:
    phone = open_page(site, PHONE, color_scheme=scheme, bypass_csp=True)
    phone.goto("/search?q=lantern&house=Lords")
    phone.locator(".facet-panel > summary").click()
    phone.locator(".more-filters > summary").click()
    assert violations(phone) == []


def test_the_filter_of_a_phone_works_without_script(open_page: OpenPage, site: str) -> None:
    phone = open_page(site, PHONE, java_script_enabled=False)
    phone.goto("/search?q=lantern")
    phone.locator(".facet-panel > summary").click()
    box(phone, "house", "Lords").check()
    phone.get_by_role("button", name="Update results").click()
    phone.wait_for_url("**house=Lords**")
    expect(hits(phone)).to_have_count(2)


@pytest.mark.parametrize("selector", [".facet-panel", "[role=listbox]"])
def test_nothing_runs_off_a_screen_of_320_pixels(open_page: OpenPage, site: str, selector: str) -> None:
    phone = open_page(site, {"width": 320, "height": 640})
    phone.goto("/search?q=lantern&house=Lords&asked=Baroness+Fenwick&tabled-from=2020")
    if selector == ".facet-panel":
        phone.locator(".facet-panel > summary").click()
        phone.locator(".more-filters > summary").click()
    else:
        phone.locator("#q").fill("")
        phone.locator("#q").press_sequentially("harbours lant")
        expect(phone.locator("[role=option]").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    assert phone.locator(".chips").evaluate("chips => chips.scrollWidth") > 320  # they scroll in their own row
    overflowing = "form => [...form.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > 321).length"
    assert phone.locator("#search").evaluate(overflowing) == 0


def test_every_target_has_24_pixels(phone: Page) -> None:
    phone.goto("/search?q=lantern&house=Lords&asked=Baroness+Fenwick&tabled-from=2020")
    for chip in phone.locator(".chips a").all():
        place = chip.bounding_box()
        assert place
        assert place["height"] >= MIN_TARGET
    phone.locator(".facet-panel > summary").click()
    phone.locator(".more-filters > summary").click()
    targets = phone.locator("dialog :is(a, button, summary, label, input:not([type=hidden], [type=checkbox]))")
    for target in targets.all():
        if not target.is_visible() or target.evaluate("element => element.closest('.range') && element.matches('label')"):
            continue
        place = target.bounding_box()
        assert place
        assert min(place["width"], place["height"]) >= MIN_TARGET - 0.5, target.evaluate("element => element.outerHTML")


# Keyboard, forced colours, suggestions, keys


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_filter_is_set_and_removed_by_keys_alone(open_page: OpenPage, site: str, script: bool) -> None:
    page = open_page(site, java_script_enabled=script)
    page.goto("/search?q=lantern")
    tab_to(page, box(page, "house", "Lords"))
    page.keyboard.press("Space")
    if not script:
        tab_to(page, page.get_by_role("button", name="Update results"))
        page.keyboard.press("Enter")
    page.wait_for_url("**&house=Lords**")
    expect(hits(page)).to_have_count(2)
    page.evaluate("document.activeElement.blur()")
    page.locator("h1").click()
    tab_to(page, page.locator(".chip").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=lantern")
    expect(hits(page)).to_have_count(7)


def test_forced_colours_leave_boxes_chips_and_the_chosen_suggestion_to_be_seen(open_page: OpenPage, site: str) -> None:
    page = open_page(site, forced_colors="active")
    page.goto("/search?q=lantern&house=Lords")
    assert page.locator(".chip").first.evaluate("chip => getComputedStyle(chip).borderTopWidth") == "1px"
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("harb")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert page.locator("[aria-selected=true]").evaluate("option => getComputedStyle(option).outlineStyle") == "solid"


def test_suggestions_are_a_list_that_arrows_walk_and_enter_takes(page: Page) -> None:
    page.goto("/")
    search = page.get_by_role("combobox")
    search.press_sequentially("lanterns harb")
    options = page.get_by_role("option")
    expect(options.first).to_have_text(re.compile("^Lanterns: Harbours heading$"))
    expect(search).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text=re.compile(r"^\d suggestion"))).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    options.first.hover()
    style = "option => [getComputedStyle(option).color, getComputedStyle(option).backgroundColor]"
    assert options.first.evaluate(style) == ["rgb(255, 255, 255)", "rgb(18, 81, 63)"]
    assert search.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    expect(search).to_be_focused()
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(search).to_have_value("lanterns harb")
    search.press_sequentially("o")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Lanterns+Harbours")


def test_a_suggestion_is_taken_by_touch_and_keeps_the_filters(open_page: OpenPage, site: str) -> None:
    phone = open_page(site, PHONE, has_touch=True)
    phone.goto("/search?house=Commons")
    phone.locator("#q").press_sequentially("office of")
    phone.get_by_role("option").filter(has_text="Office of Lanterns").tap()
    phone.wait_for_url("**body=Office+of+Lanterns**")
    assert "house=Commons" in phone.url


def test_a_reader_who_comes_back_from_a_suggestion_has_the_search_as_it_was(page: Page) -> None:
    page.goto("/search?house=Commons")
    page.route("**/search?**", lambda route: route.fulfill(status=204))  # so that the page stays
    page.locator("#q").press_sequentially("office of")
    with page.expect_request("**body=Office+of+Lanterns**"):
        page.get_by_role("option").filter(has_text="Office of Lanterns").click()
    assert page.locator("input[type=hidden][name=body]").count() == 0


def test_suggestions_for_letters_that_are_gone_are_not_shown(page: Page) -> None:
    waiting: list[Route] = []
    page.route("**/words?**", lambda route: waiting.append(route))  # noqa: PLW0108 (playwright marks its handlers)
    page.goto("/")
    with page.expect_request("**/words?**"):
        page.locator("#q").press_sequentially("harb")
    page.locator("#q").fill("h")
    page.wait_for_timeout(300)
    for route in waiting:
        route.continue_()
    page.wait_for_timeout(300)
    expect(page.get_by_role("option")).to_have_count(0)


def test_no_suggestion_is_taken_by_the_space_around_them(page: Page) -> None:
    problems = errors_of(page)
    page.goto("/")
    page.locator("#q").press_sequentially("harb")
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("listbox").dispatch_event("click")
    assert problems == []
    expect(page.get_by_role("option").first).to_be_visible()


def test_enter_without_a_choice_searches_for_what_was_typed(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("lanter")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=lanter")


def test_a_hostile_heading_stays_a_text(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("onmouseover")
    expect(page.get_by_role("option").first).to_contain_text("<b onmouseover=alert(3)>Lantern</b> & co")
    assert page.locator("[role=listbox] b").count() == 0


def test_letters_act_only_in_the_results_unless_the_reader_says_so(page: Page) -> None:
    page.goto("/search?q=lantern")
    titles = page.locator(".hit-title a")
    for key in "j/":
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement === document.body")
    page.locator("#results").focus()
    page.keyboard.press("/")
    expect(page.locator("#results")).to_be_focused()
    page.keyboard.press("j")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(titles.nth(0)).to_be_focused()

    page.goto("/help/accessibility")
    page.get_by_label("Use these keys everywhere").check()
    page.goto("/search?q=lantern")
    page.keyboard.press("j")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("j")
    expect(page.locator("#q")).to_be_focused()

    page.goto("/help/accessibility")
    page.get_by_label("Use these keys everywhere").uncheck()
    page.goto("/search?q=lantern")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


def test_a_result_is_opened_by_its_key(page: Page) -> None:
    page.goto("/search?q=lantern")
    page.locator(".hit-title a").first.focus()
    page.keyboard.press("o")
    expect(page.locator(".record")).to_be_visible()
