"""The page of a record in a browser: citing, keyboard alone, no script, print, reflow, text spacing, forced colours and axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import ANY_IMPACT, OpenPage, open_every_part, space_text_out, violations

RECORD = "/questions/1285393"
TABLE = "/questions/2001"
HOME = "/"
PAGES = (RECORD, TABLE, "/questions/2002", "/questions/2003", "/questions/2005", "/questions/2007", HOME)
SHORT = "HL WQ HL13171, 9 February 2021"

CUT_OFF = """[...document.querySelectorAll("main button, main summary, main .state")]
  .filter((element) => element.offsetWidth && element.scrollWidth > element.clientWidth + 1).length"""
"""How many buttons and labels do not hold their text."""


@pytest.fixture
def page(open_page: OpenPage, site: str) -> Page:
    return open_page(site, permissions=["clipboard-read", "clipboard-write"])


def test_copy_citation_copies_the_short_citation_and_confirms_it_each_time(page: Page) -> None:
    page.goto(RECORD)
    button, status = page.get_by_role("button", name="Copy citation"), page.locator("main").get_by_role("status")
    expect(status).to_have_text("")
    for _ in range(2):
        button.click()
        expect(status).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == SHORT
    page.locator("#cite > summary").click()
    page.get_by_role("button", name="Copy the citation: OSCOLA").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('Baroness Fenwick, ‘Lanterns'))")


def test_where_there_is_no_clipboard_the_citation_is_selected(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(RECORD)
    page.get_by_role("button", name="Copy citation").click()
    expect(page.locator("main").get_by_role("status")).not_to_have_text("")
    assert page.evaluate("getSelection().toString()") == SHORT


def test_everything_is_reached_by_keyboard_alone(page: Page) -> None:
    page.goto(f"{RECORD}?q=lantern&at=1")
    page.locator("#content").focus()
    names = []
    for _ in range(40):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText.trim()"))
    for name in ("Back to results", "Copy citation", "Cite", "Download", "Get updates", "All details", "Data"):
        assert name in names, names
    page.locator("#cite > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#citation-2")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main").get_by_role("status")).to_have_text("Copied")


def test_without_script_nothing_is_lost(open_page: OpenPage, site: str) -> None:
    page = open_page(site, java_script_enabled=False)
    page.goto(RECORD)
    assert page.locator("[data-copies]:visible").count() == 0
    parts = {"cite": "#citation-1", "download": "text=Excel", "updates": "text=This question", "details": "dl"}
    for name, inside in parts.items():
        page.locator(f"#{name} > summary").click()
        expect(page.locator(f"#{name} >> {inside}").first).to_be_visible()


def test_a_record_prints_as_a_clean_document_with_its_citation(page: Page) -> None:
    page.goto(RECORD)
    page.emulate_media(media="print")
    expect(page.locator(".print-citation")).to_have_text(f"Cite as: {SHORT}")
    for selector in (".banner", ".footer", ".actions", ".record-aside", ".more-about"):
        expect(page.locator(selector).first).to_be_hidden()
    for selector in ("h1", ".state", ".particulars", "#question", "#answer"):
        expect(page.locator(selector).first).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.locator(".print-citation")).to_be_hidden()


def test_a_table_has_a_box_with_a_name_and_figures_in_one_line(page: Page) -> None:
    page.goto(TABLE)
    box = page.get_by_role("region", name="Table 1 of the answer")
    box.focus()
    expect(box).to_be_focused()
    assert box.locator("th[scope=row]").count() == 2
    for style, value in {"text-align": "end", "white-space": "nowrap"}.items():
        expect(box.locator("td.figure").first).to_have_css(style, value)


@pytest.mark.parametrize("address", PAGES)
def test_it_reflows_at_320_pixels_and_with_wide_text(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    open_every_part(page)
    overflow = "[...document.querySelectorAll('main, main > *')].filter(e => e.scrollWidth > innerWidth).map(e => e.className)"
    assert page.evaluate(overflow) == []
    space_text_out(page)
    assert page.evaluate(overflow) == []
    assert page.evaluate(CUT_OFF) == 0


@pytest.mark.parametrize("address", [RECORD, TABLE, HOME])
def test_forced_colours_keep_buttons_and_bars(page: Page, address: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(address)
    for summary in page.locator(".menu > summary").all():
        assert summary.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    for bar in page.locator(".chart-spark .bar, .chart-spark .chart-hollow").all()[:2]:
        colours = bar.evaluate("e => [getComputedStyle(e).stroke, getComputedStyle(document.body).backgroundColor]")
        assert colours[0] != colours[1]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_with_every_part_open(open_page: OpenPage, site: str, address: str, width: int) -> None:
    scheme = "dark" if width == 320 else "light"
    page = open_page(site, {"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)  # axe is put in as a script
    page.goto(address)
    open_every_part(page)
    assert violations(page, ANY_IMPACT) == []


def test_the_first_page_leads_to_what_readers_come_for(page: Page) -> None:
    page.goto(HOME)
    expect(page.get_by_role("heading", level=1)).to_have_text("Search written questions to government")
    wants = page.locator(".wants a")
    for address in wants.evaluate_all("links => links.map(link => link.href)"):
        assert page.request.get(address).status == 200, address
    assert page.locator(".chart-spark[role=img][aria-label^='Questions by month: ']").count() > 0


@pytest.mark.parametrize("menu", ["#cite", "#download", "#updates"])
@pytest.mark.parametrize("width", [970, 380])
def test_an_open_menu_stays_within_the_window(page: Page, menu: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(RECORD)
    page.evaluate(
        "document.querySelectorAll('[id^=citation-]').forEach((text) => { text.textContent = 'Lanterns '.repeat(60); })"
    )
    page.locator(f"{menu} > summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
