"""axe finds no serious violation on any kind of page, light or dark, wide or narrow. Nothing runs off the screen of a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize

from tests.browser.pages import COLOUR_RULES, open_every_part, opened, violations

SCORE = "/questions/1285393/score?q=lantern+harbours+wicks"
HELP = Path(__file__).parents[2] / "docs" / "help"
PAGES = {
    "home": "/",
    "results": "/search?q=lantern",
    "filtered": "/search?q=lantern+harbour&house=Lords&body=Office+of+Lanterns&tabled-from=2020",
    "all results": "/search?per=50",
    "nothing": "/search?q=lantren&state=withdrawn",
    "values": "/search/values/asked",
    "people": "/search?q=Hamish+MacAndie+unanswered",
    "record": "/questions/1285393?q=lantern&house=Lords&at=1",
    "table": "/questions/2001",
    "corrected": "/questions/2002",
    "asked": "/asked?text=To+ask+the+Minister+for+Lanterns+how+many+lanterns+there+are+in+harbours",
    "versions": "/questions/2007?before=1&after=4",
    "changes": "/changes?kind=transferred",
    "similar": "/questions/1285393/similar?drop=lanterns&add=wicks&house=Lords",
    "coverage": "/coverage",
    "members": "/people?letter=f",
    "member": "/people/4197",
    "bodies": "/bodies",
    "body": "/bodies/office-of-lanterns",
    "joined body": "/bodies/health-all-names",
    "trends": "/trends?q=lantern&q=harbour&q=school*",
    "rising": "/rising",
    "one trend": "/trends?q=bridge",
    "clock": "/clock",
    "overdue": "/changes?kind=overdue",
    "thread": "/questions/1285393/thread",
    "set": "/questions/1285393/set",
    "series": "/questions/1285393/series",
    "score": SCORE,
    "all help": "/help",
    **{path.stem: f"/help/{path.stem}" for path in sorted(HELP.glob("*.md")) if path.stem != "index"},
    "bad request": "/search?tabled=banana&colour=red",
    "not found": "/nowhere",
}


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=[1280, 380, 320])
def page(browser: Browser, site: str, scheme: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    size: ViewportSize = {"width": request.param, "height": 900}
    with opened(browser, site, size, color_scheme=scheme, bypass_csp=True) as page:  # axe is put into the page as a script
        yield page


@pytest.fixture(scope="module", params=[1280, 380, 320])
def window(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window of each width, with light colours that change at once to dark ones."""
    size: ViewportSize = {"width": request.param, "height": 900}
    with opened(browser, site, size, color_scheme="light", reduced_motion="reduce", bypass_csp=True) as page:
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_serious_violation_or_runs_off_the_screen(window: Page, name: str) -> None:
    window.goto(PAGES[name])
    open_every_part(window)
    assert window.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert violations(window) == []
    window.emulate_media(color_scheme="dark")
    in_the_dark = violations(window, rules=COLOUR_RULES)
    window.emulate_media(color_scheme="light")
    assert in_the_dark == []


def test_the_open_filter_of_a_phone_has_no_serious_violation(page: Page) -> None:
    page.goto(PAGES["filtered"])
    if page.evaluate("innerWidth") < 960:
        page.locator(".facet-panel > summary").click()
        assert page.locator("dialog.filter-dialog[open]").is_visible()
    page.locator(".more-filters").evaluate("details => details.open = true")
    assert violations(page) == []


@pytest.mark.parametrize("address", ["/coverage", SCORE])
def test_a_table_is_shaded_at_each_end_that_can_be_scrolled(page: Page, address: str) -> None:
    page.goto(address)
    for box in page.locator(".table-box").all():
        box.scroll_into_view_if_needed()
        width = box.evaluate("box => box.scrollWidth - box.clientWidth")
        for scrolled in {0, width}:
            box.evaluate("(box, to) => box.scrollTo(to, 0)", scrolled)
            assert shaded(page, box) == (scrolled > 0, scrolled < width)


def shaded(page: Page, box: Locator) -> tuple[bool, bool]:
    """Whether the left end is shaded, and the right end."""
    place = box.bounding_box()
    assert place
    strips = [
        FloatRect(x=x, y=place["y"], width=6, height=place["height"]) for x in (place["x"], place["x"] + place["width"] - 6)
    ]
    with_shade = [page.screenshot(clip=strip, full_page=False) for strip in strips]
    box.evaluate("box => box.style.background = 'none'")
    without = [page.screenshot(clip=strip, full_page=False) for strip in strips]
    box.evaluate("box => box.style.background = ''")
    left, right = (shade != plain for shade, plain in zip(with_shade, without, strict=True))
    return left, right
