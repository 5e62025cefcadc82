"""Charts with the keyboard alone, without script, on a narrow screen, on paper and in forced colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.pages import OpenPage, opened, tab_to

NARROW: ViewportSize = {"width": 320, "height": 700}


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with opened(browser, site, java_script_enabled=request.param) as page:
        yield page


def test_a_bar_of_the_results_is_reached_seen_and_opened_by_keys(page: Page) -> None:
    page.goto("/search?q=bridge")
    tab_to(page, page.locator(".histogram svg a").first)
    ring = page.locator(".histogram svg a .hit").first.evaluate("element => getComputedStyle(element).strokeWidth")
    assert ring == "3px"
    counted = int(page.locator(".histogram svg a title").first.evaluate("element => element.textContent.match(/: (\\d+)/)[1]"))
    page.keyboard.press("Enter")
    page.wait_for_url("**tabled-from=**")
    assert page.locator("h1").inner_text().startswith(f"{counted} result")


def test_a_trend_is_asked_for_read_and_opened_by_keys(page: Page) -> None:
    page.goto("/trends")
    tab_to(page, page.locator("#search-1").first)
    page.keyboard.type("bridge")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=bridge**")
    tab_to(page, page.locator("#search-2").first)
    page.keyboard.type("school*")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=school**")
    tab_to(page, page.locator(".chart-skip").first)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".chart-table").evaluate("element => element.open")
    tab_to(page, page.locator(".chart-table td a").first)
    counted = page.locator(".chart-table td a").first.inner_text().split()[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert page.locator("h1").inner_text().startswith(f"{counted} result")


def test_a_point_scrolls_into_sight_when_it_has_the_focus(open_page: OpenPage, site: str) -> None:
    page = open_page(site, NARROW)
    page.goto("/trends?q=bridge&q=school*&period=month")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    last = page.locator("svg.chart-plot a").last
    last.evaluate("element => element.focus()")
    box, view = last.locator("use").bounding_box(), page.locator(".chart-box").bounding_box()
    assert box
    assert view
    assert view["x"] <= box["x"] <= view["x"] + view["width"]


def test_words_of_a_chart_keep_their_size_on_a_narrow_screen(open_page: OpenPage, site: str) -> None:
    sizes = []
    for width in (320, 1280):
        page = open_page(site, {"width": width, "height": 700})
        page.goto("/trends?q=bridge")
        box = page.locator("svg.chart-plot text").first.bounding_box()
        assert box
        sizes.append(box["height"])
    assert sizes[0] == pytest.approx(sizes[1], abs=0.5)
    assert sizes[0] > 10


def test_each_bar_is_a_target_of_24_pixels(open_page: OpenPage, site: str) -> None:
    page = open_page(site, NARROW)
    page.goto("/trends?q=bridge&period=month")
    for hit in page.locator("svg.chart-plot a .hit").all():
        box = hit.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_the_marks_and_lines_to_be_seen(open_page: OpenPage, site: str, scheme: str) -> None:
    page = open_page(site, forced_colors="active", color_scheme=scheme)
    page.goto("/trends?q=bridge&q=school*")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for selector in (".line", ".chart .axis"):
        assert page.locator(selector).first.evaluate("element => getComputedStyle(element).stroke") != ground


def test_a_member_is_reached_from_the_box_and_a_number_opened_by_keys(page: Page) -> None:
    page.goto("/search?q=Hamish+MacAndie")
    tab_to(page, page.locator(".people a").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/13")
    tab_to(page, page.locator(".tabs a").first)
    tab_to(page, page.locator(".figure-table td a").first)
    counted = page.locator(".figure-table td a").first.inner_text().split()[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert page.locator("h1").inner_text().startswith(f"{counted} result")
