"""Pages on paper."""

from __future__ import annotations

import re

from playwright.sync_api import Browser


def test_the_query_language_prints_on_two_pages_of_a4(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/help/query-language")
    paper = page.pdf(format="A4", margin={"top": "12mm", "right": "12mm", "bottom": "12mm", "left": "12mm"})
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) in (1, 2)
    page.close()
