"""axe finds no serious violation on any kind of page, light or dark, wide or narrow. Nothing runs off the screen of a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FloatRect, Locator, Page

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
    context = browser.new_context(
        viewport={"width": request.param, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        base_url=site,
        bypass_csp=True,  # axe is put into the page as a script
    )
    yield context.new_page()
    context.close()


def serious_violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules that a page breaks seriously, each with some of the elements that do."""
    violations = Axe().run(page).response["violations"]
    return [
        (each["id"], [node["html"][:120] for node in each["nodes"][:3]])
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_serious_violation(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert serious_violations(page) == []


def test_the_open_filter_of_a_phone_has_no_serious_violation(page: Page) -> None:
    page.goto(PAGES["filtered"])
    if page.evaluate("innerWidth") < 960:
        page.locator(".facet-panel > summary").click()
        assert page.locator("dialog.filter-dialog[open]").is_visible()
    page.locator(".more-filters").evaluate("details => details.open = true")
    assert serious_violations(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_off_the_screen(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


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
    left, right = (one != other for one, other in zip(with_shade, without, strict=True))
    return left, right
