"""``python -m tests.browser.pictures``: take the pictures of the help anew, from a site with the built-in sample.

Writes WebP files into ``static``, each under 90 kB.
"""

from __future__ import annotations

import base64
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS, executable
from tests.sample import sample_engine
from tests.served import listening, served
from web import Assets, create_app

FOLDER = Path(__file__).parents[2] / "static"
WIDTH, HEIGHT, QUALITY = 1100, 760, 45
TIMEOUT_MS = 180_000
PICTURES = {
    "help-results": "/search?q=school",
    "help-question": "",
    "help-draft": "/asked?text=how+many+school+buildings+need+repair",
    "help-trends": "/trends?q=school*&q=prison*",
}
"""The address of each picture; "" is the first result of the picture before it."""


def take(browser: Browser, root: str) -> None:
    """Take every picture of the site at ``root``."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    page.set_default_timeout(TIMEOUT_MS)
    for name, address in PICTURES.items():
        page.goto(root + (address or page.locator(".hit-title a").first.get_attribute("href") or "/"))
        if name == "help-draft":
            page.locator(".hit").first.scroll_into_view_if_needed()
        picture = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
        (FOLDER / f"{name}.webp").write_bytes(base64.b64decode(picture["data"]))


def main() -> None:
    """Serve the sample on this machine, and take the pictures."""
    app = create_app(served(sample_engine()), Assets.find())
    with listening(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        take(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
