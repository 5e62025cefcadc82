"""Pages in a browser: opening them, going through them with keys, and what is measured on any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 380, "height": 800}
MAX_TABS = 150
SERIOUS = ("serious", "critical")
ANY_IMPACT = ("minor", "moderate", *SERIOUS)

COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""The rules of axe that depend on colours: a page in the dark differs in nothing else."""

OpenPage = Callable[..., Page]
"""Opens a page as ``opened`` does, until the end of the test."""

TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""
"""The text spacing of WCAG 2.2, success criterion 1.4.12."""

_ADD_STYLE = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }"


@contextmanager
def opened(browser: Browser, site: str, viewport: ViewportSize = WIDE, **options: Any) -> Iterator[Page]:
    """Open an empty page with a context of its own, whose addresses are those of the site."""
    context = browser.new_context(viewport=viewport, base_url=site, **options)
    try:
        yield context.new_page()
    finally:
        context.close()


def size(width: int) -> ViewportSize:
    """A window of this width, as high as that of a small laptop or a phone."""
    return {"width": width, "height": 800}


def top_of_results(page: Page) -> float:
    """Where the first result begins, in pixels."""
    place = page.locator("li.hit").first.bounding_box()
    assert place
    return place["y"]


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target}")


def open_every_part(page: Page) -> None:
    """Open every ``details`` element of a page. Each loses its name: of one name, a browser opens one at a time."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.removeAttribute('name'); part.open = true; })")


def space_text_out(page: Page) -> None:
    """Set the text in ``TEXT_SPACING``."""
    page.evaluate(_ADD_STYLE, TEXT_SPACING)


def violations(page: Page, impacts: tuple[str, ...] = SERIOUS, rules: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    """The rules of axe that a page breaks, each with some of the elements that do. The page has to bypass its CSP.

    ``rules`` names the rules to try; empty means all rules.
    """
    options = {"resultTypes": ["violations"]} | ({"runOnly": [*rules]} if rules else {})
    return [
        (rule["id"], [node["html"][:120] for node in rule["nodes"][:3]])
        for rule in Axe().run(page, options=options).response["violations"]
        if rule["impact"] in impacts
    ]


def errors_of(page: Page) -> list[str]:
    """The errors of the page's scripts from now on, in a list that grows."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors
