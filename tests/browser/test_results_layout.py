"""The results page on screens of three widths: where results begin, that nothing is lost, and what a script adds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from search.engines.memory import MemoryEngine
from search.model.question import Answer, AnsweringBody, Question
from tests.browser.pages import OpenPage, errors_of, open_every_part, opened, size, space_text_out, top_of_results
from tests.served import listening, served
from web import Assets, create_app

SEARCHES = (
    *("/search?q=lantern", "/search?q=lantern&house=Commons", "/search?q=lantern+harbours+lights"),
    *("/search?q=lantern&body=Office+of+Lanterns", "/search?q=lantern&tabled-from=2020"),
)
PAGES = (
    *("/", *SEARCHES, "/search?q=lantren&state=withdrawn", "/search?q=Hamish+MacAndie+unanswered", "/search/values/asked"),
    *(
        "/questions/1285393?q=lantern&at=1",
        "/questions/2001",
        "/asked",
        "/changes",
        "/trends?q=lantern",
        "/coverage",
        "/people",
    ),
    *("/bodies", "/clock", "/rising", "/help/query-language", "/search?tabled=banana", "/nowhere"),
)
CLIPPED = """() => [...document.querySelectorAll('main *')].filter((node) => {
  const style = getComputedStyle(node);
  const isHidden = style.clipPath !== 'none' || node.closest('.visually-hidden, svg, select, option');
  return !isHidden && style.overflow === 'hidden' && node.scrollHeight > node.clientHeight + 1;
}).map((node) => node.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def wide(browser: Browser, real_site: str) -> Iterator[Page]:
    with opened(browser, real_site, size(1280)) as page:
        yield page


@pytest.fixture(scope="module")
def narrow(browser: Browser, real_site: str) -> Iterator[Page]:
    with opened(browser, real_site, size(320)) as page:
        yield page


@pytest.fixture(scope="module")
def long_site() -> Iterator[str]:
    """A site over records of long texts, each without two words of a search that has notes."""
    question = f"what the cost was of the visit to Rwanda in 2024, and {'what estimate was made of it ' * 9}"
    answer = Answer(text=f"The cost of the visit to Rwanda in 2024 was not held {'in the form that was asked for ' * 9}")
    body = AnsweringBody("Foreign, Commonwealth and Development Office")
    records = [
        Question(
            f"{number}",
            "Commons",
            question,
            tabled_on=date(2024, number, 2),
            answering_body=body,
            heading="Rwanda",
            answer=answer,
        )
        for number in range(1, 9)
    ]
    with listening(create_app(served(MemoryEngine(records)), Assets.find())) as address:
        yield address


@pytest.mark.parametrize(("width", "highest"), [(1280, 240), (380, 200)])
def test_results_begin_near_the_top(open_page: OpenPage, real_site: str, width: int, highest: int) -> None:
    page = open_page(real_site, size(width))
    for address in SEARCHES:
        page.goto(address)
        assert top_of_results(page) <= highest, address


def test_a_screen_has_at_least_four_results(wide: Page) -> None:
    for address in ("/search", *SEARCHES[:3]):
        wide.goto(address)
        ends = wide.eval_on_selector_all("li.hit", "hits => hits.map((hit) => hit.getBoundingClientRect().bottom)")
        assert sum(end <= 800 for end in ends) >= 4, address


def test_a_screen_has_four_results_of_a_long_search_with_notes(open_page: OpenPage, long_site: str) -> None:
    page = open_page(long_site, size(1280))
    page.goto("/search?q=rwanda+scheme+cost+unanswered+2024")
    expect(page.locator(".missing")).not_to_have_count(0)
    expect(page.locator(".query-notes p")).not_to_have_count(1)
    ends = page.eval_on_selector_all("li.hit", "hits => hits.map((hit) => hit.getBoundingClientRect().bottom)")
    assert sum(end <= 800 for end in ends) >= 4


@pytest.mark.parametrize(("address", "count"), [("/search?q=lantern", 2), ("/search?q=lantern&tabled-from=2019", 3)])
@pytest.mark.parametrize("has_script", [True, False])
def test_the_menus_above_the_results_are_on_one_line(
    open_page: OpenPage, real_site: str, address: str, count: int, has_script: bool
) -> None:
    page = open_page(real_site, size(960), java_script_enabled=has_script)
    page.goto(address)
    for width in range(960, 1240, 20):
        page.set_viewport_size(size(width))
        places = page.locator(".order select, .tools > *").evaluate_all(
            "menus => menus.map((menu) => menu.getBoundingClientRect().top)"
        )
        assert len(places) == count + 1
        assert max(places) - min(places) < 10, width


def test_a_title_and_its_state_are_on_one_line(wide: Page) -> None:
    wide.goto("/search?q=lantern")
    for hit in wide.locator("li.hit").all():
        title, state = hit.locator(".hit-title").bounding_box(), hit.locator(".state").bounding_box()
        assert title
        assert state
        assert title["y"] - 6 <= state["y"] <= title["y"] + title["height"]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_reflows_at_320_pixels(narrow: Page, address: str) -> None:
    narrow.goto(address)
    open_every_part(narrow)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("address", SEARCHES)
def test_wider_spacing_of_text_cuts_nothing(narrow: Page, wide: Page, address: str) -> None:
    for page in (narrow, wide):
        page.goto(address)
        space_text_out(page)
        assert page.evaluate(CLIPPED) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_header_of_a_phone_has_two_lines(open_page: OpenPage, real_site: str) -> None:
    page = open_page(real_site, size(380))
    page.goto("/search?q=lantern")
    place = page.locator(".banner").bounding_box()
    assert place
    assert place["height"] <= 90
    names = page.locator(".banner-nav a").all_inner_texts()
    assert names == ["Check a draft", "Trends", "Changes", "Help"]


def test_what_the_header_leaves_out_is_in_the_footer(wide: Page) -> None:
    wide.goto("/search?q=lantern")
    addresses = wide.locator(".footer-nav a").evaluate_all("links => links.map((link) => link.pathname)")
    assert {"/people", "/bodies", "/clock", "/rising"} <= {*addresses}


def test_print_has_the_results_and_none_of_the_controls(wide: Page) -> None:
    wide.goto("/search?house=Commons&per=10")
    wide.emulate_media(media="print")
    for selector in (".banner", ".facet-panel", ".order", ".tools", ".duplicates", ".hit-head input", ".pager", ".page-size"):
        expect(wide.locator(selector)).not_to_have_count(0)
        expect(wide.locator(selector).filter(visible=True)).to_have_count(0)
    expect(wide.locator("h1")).to_be_visible()
    expect(wide.locator(".snippet").first).to_be_visible()
    wide.emulate_media(media="screen")


def test_forced_colours_keep_the_edges_of_menus_and_states(wide: Page) -> None:
    wide.emulate_media(forced_colors="active")
    wide.goto("/search?q=lantern")
    for selector in (".tools summary", ".order select", ".hit-head .state"):
        width = wide.locator(selector).first.evaluate("node => getComputedStyle(node).borderTopWidth")
        assert float(width.removesuffix("px")) >= 1, selector
    wide.emulate_media(forced_colors="none")


def test_one_polite_region_has_the_count(wide: Page) -> None:
    wide.goto("/search?q=lantern")
    regions = wide.locator("[aria-live], output, [role=status]").filter(has_text="result")
    for number in (7, 2):
        expect(regions).to_have_text([f"{number} results"])
        expect(wide.get_by_role("heading", level=1)).to_have_text(f"{number} results")
        wide.get_by_label("Lords").check()


def test_without_a_script_selected_results_are_downloaded(open_page: OpenPage, real_site: str) -> None:
    page = open_page(real_site, size(1280), java_script_enabled=False, accept_downloads=True)
    page.goto("/search?q=lantern")
    expect(page.get_by_role("button", name="Compact list")).to_have_count(0)
    page.locator("li.hit input").nth(0).check()
    page.locator("li.hit input").nth(2).check()
    ids = [page.locator("li.hit input").nth(number).get_attribute("value") or "" for number in (0, 2)]
    page.locator("summary", has_text="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON Lines of the selected results").click()
    lines = download.value.path().read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert all(any(f'"id":"{own}"' in line for line in lines) for own in ids)


def test_a_selection_is_counted_and_kept_over_the_pages_of_a_search(open_page: OpenPage, real_site: str) -> None:
    page = open_page(real_site, size(1280), accept_downloads=True)
    page.goto("/search?per=10")
    page.locator("li.hit input").first.check()
    page.goto("/search?per=10&page=2")
    page.locator("summary", has_text="Download").click()
    page.get_by_role("button", name="Select all on this page").click()
    expect(page.locator("#selected-count")).to_have_text(" · 11 selected")
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON Lines of the selected results").click()
    assert len(download.value.path().read_text("utf-8").splitlines()) == 11
    page.goto("/search?per=10")
    expect(page.locator("li.hit input").first).to_be_checked()
    page.goto("/search?per=10&house=Lords")
    expect(page.locator("#selected-count")).to_have_text("")
    expect(page.locator("li.hit input:checked")).to_have_count(0)
    expect(page.locator("#selection button[formaction]").first).to_be_disabled()


def test_the_density_is_kept_and_moves_nothing_when_the_page_is_drawn(open_page: OpenPage, real_site: str) -> None:
    page = open_page(real_site, size(1280))
    page.goto("/search?q=lantern")
    height = page.locator("li.hit").first.evaluate("hit => hit.offsetHeight")
    button = page.get_by_role("button", name="Compact list")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.locator("li.hit").first.evaluate("hit => hit.offsetHeight") < height
    page.add_init_script(
        "window.shift = 0; const add = (entry) => { window.shift += entry.value; };"
        "new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({type: 'layout-shift', buffered: true});"
    )
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.shift") < 0.01
    button.click()
    page.reload()
    assert page.locator("li.hit").first.evaluate("hit => hit.offsetHeight") == height


def test_a_menu_closes_by_escape_and_gives_the_focus_back(wide: Page) -> None:
    wide.goto("/search?q=lantern")
    summary = wide.locator("summary", has_text="Get updates")
    summary.focus()
    wide.keyboard.press("Enter")
    link = wide.get_by_role("link", name="Feed of this search")
    expect(link).to_be_visible()
    link.focus()
    wide.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_histogram_is_open_on_a_wide_screen_and_shut_on_a_phone(wide: Page, narrow: Page) -> None:
    for page, is_open in ((wide, True), (narrow, False)):
        page.goto("/search")
        bars = page.locator(".histogram .chart-box")
        expect(bars).to_be_visible() if is_open else expect(bars).to_be_hidden()
    narrow.locator(".histogram > summary").click()
    expect(narrow.locator(".histogram .chart-box")).to_be_visible()


def test_the_title_of_the_first_page_is_one_line(wide: Page) -> None:
    wide.goto("/")
    lines = wide.locator("h1").evaluate("title => title.offsetHeight / parseFloat(getComputedStyle(title).lineHeight)")
    assert lines == pytest.approx(1, abs=0.1)


def test_a_selection_lives_on_when_results_follow_a_tick(open_page: OpenPage, real_site: str) -> None:
    page = open_page(real_site, size(1280))
    page.goto("/search?q=lantern")
    boxes, count = page.locator("li.hit input"), page.locator("#selected-count")
    boxes.nth(1).check()
    lords = page.get_by_label("Lords")
    for is_checked, number, text in ((True, 2, ""), (False, 7, " · 1 selected"), (True, 2, "")):
        lords.set_checked(is_checked)
        expect(boxes).to_have_count(number)
        expect(count).to_have_text(text)
        for name in ("Compact list", "Select all on this page", "Clear the selection"):
            expect(page.get_by_role("button", name=name, include_hidden=True)).to_have_count(1)
    boxes.first.check()
    expect(count).to_have_text(" · 1 selected")
    page.locator("summary", has_text="Download").click()
    page.get_by_role("button", name="Select all on this page").click()
    expect(count).to_have_text(" · 2 selected")
    button = page.get_by_role("button", name="Compact list")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    lords.uncheck()
    expect(boxes).to_have_count(7)
    expect(button).to_have_attribute("aria-pressed", "true")


def test_a_browser_that_stores_nothing_has_the_whole_list(open_page: OpenPage, real_site: str) -> None:
    page = open_page(real_site, size(1280))
    problems = errors_of(page)
    refused = "get() { throw new DOMException('refused', 'SecurityError'); }"
    for name in ("localStorage", "sessionStorage"):
        page.add_init_script(f"Object.defineProperty(window, '{name}', {{ {refused} }})")
    page.goto("/search?q=lantern")
    button = page.get_by_role("button", name="Compact list")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.locator("li.hit input").first.check()
    expect(page.locator("#selected-count")).to_have_text(" · 1 selected")
    assert problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_menu_of_gaps_has_the_colour_of_a_warning(open_page: OpenPage, real_site: str, scheme: str) -> None:
    page = open_page(real_site, size(1280), color_scheme=scheme)
    page.goto("/search?tabled-from=1990&tabled-to=1995")
    colour = "node => getComputedStyle(node).color"
    gaps = page.locator("summary", has_text="Gaps")
    assert gaps.evaluate(colour) != page.locator("summary", has_text="Get updates").evaluate(colour)
