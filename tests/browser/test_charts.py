"""Charts with the keyboard alone, without script, on a narrow screen, on paper and in forced colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

MAX_TABS = 150


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(base_url=site, java_script_enabled=request.param, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the first element that matches has the focus."""
    target = page.locator(selector).first
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_bar_of_the_results_is_reached_seen_and_opened_by_keys(page: Page) -> None:
    page.goto("/search?q=bridge")
    tab_to(page, ".histogram svg a")
    ring = page.locator(".histogram svg a .hit").first.evaluate("element => getComputedStyle(element).strokeWidth")
    assert ring == "3px"
    counted = int(page.locator(".histogram svg a title").first.evaluate("element => element.textContent.match(/: (\\d+)/)[1]"))
    page.keyboard.press("Enter")
    page.wait_for_url("**tabled-from=**")
    assert page.locator("h1").inner_text().startswith(f"{counted} result")


def test_a_trend_is_asked_for_read_and_opened_by_keys(page: Page) -> None:
    page.goto("/trends")
    tab_to(page, "#search-1")
    page.keyboard.type("bridge")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=bridge**")
    tab_to(page, "#search-2")
    page.keyboard.type("school*")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=school**")
    tab_to(page, ".chart-skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".chart-table").evaluate("element => element.open")
    tab_to(page, ".chart-table td a")
    counted = page.locator(".chart-table td a").first.inner_text().split()[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert page.locator("h1").inner_text().startswith(f"{counted} result")


def test_a_point_scrolls_into_sight_when_it_has_the_focus(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto("/trends?q=bridge&q=school*&period=month")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    last = page.locator("svg.chart-plot a").last
    last.evaluate("element => element.focus()")
    box, view = last.locator("use").bounding_box(), page.locator(".chart-box").bounding_box()
    assert box
    assert view
    assert view["x"] <= box["x"] <= view["x"] + view["width"]
    context.close()


def test_words_of_a_chart_keep_their_size_on_a_narrow_screen(browser: Browser, site: str) -> None:
    sizes = []
    for width in (320, 1280):
        context = browser.new_context(base_url=site, viewport={"width": width, "height": 700})
        page = context.new_page()
        page.goto("/trends?q=bridge")
        box = page.locator("svg.chart-plot text").first.bounding_box()
        assert box
        sizes.append(box["height"])
        context.close()
    assert sizes[0] == pytest.approx(sizes[1], abs=0.5)
    assert sizes[0] > 10


def test_each_bar_is_a_target_of_24_pixels(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto("/trends?q=bridge&period=month")
    for hit in page.locator("svg.chart-plot a .hit").all():
        box = hit.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_the_marks_and_lines_to_be_seen(browser: Browser, site: str, scheme: str) -> None:
    context = browser.new_context(base_url=site, forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/trends?q=bridge&q=school*")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for selector in (".line", ".chart .axis"):
        assert page.locator(selector).first.evaluate("element => getComputedStyle(element).stroke") != ground
    context.close()


def test_a_member_is_reached_from_the_box_and_a_number_opened_by_keys(page: Page) -> None:
    page.goto("/search?q=Hamish+MacAndie")
    tab_to(page, ".people .reading a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/13")
    tab_to(page, ".tabs a")
    tab_to(page, ".figure-table td a")
    counted = page.locator(".figure-table td a").first.inner_text().split()[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert page.locator("h1").inner_text().startswith(f"{counted} result")
