"""What readers come for, done with keys alone, with JavaScript and without it.

That a filter is set and removed so is tested in ``test_filters``, and a bar of a chart in ``test_charts``.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import OpenPage, tab_to


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(open_page: OpenPage, site: str, request: pytest.FixtureRequest) -> Page:
    page = open_page(site, java_script_enabled=request.param)
    page.goto("/")
    return page


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to an element by Tab, and press a key there."""
    tab_to(page, target)
    page.keyboard.press(key)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def test_a_draft_is_checked(page: Page) -> None:
    press(page, page.get_by_role("link", name="check whether it was asked", exact=True))
    page.wait_for_url("**/asked")
    press(page, page.get_by_label("Your draft question"), "l")
    page.keyboard.insert_text("anterns in harbours broken")
    press(page, page.get_by_role("button", name="Check your draft"))
    page.wait_for_url("**/asked?text=**")
    expect(page.locator(".hit-head .state").first).to_have_text("Answered")
    expect(page.locator(".compared").first).to_contain_text("Your words not in it: broken")
    press(page, page.locator(".hit-title a").first)
    expect(heading(page)).to_have_text("Lanterns: Harbours")


def test_questions_without_an_answer_of_a_department_are_listed(page: Page) -> None:
    press(page, page.get_by_role("link", name="find questions without an answer", exact=True))
    page.wait_for_url("**/search?state=**")
    press(page, page.locator("#search").get_by_label("Department for Bridges"), "Space")
    update = page.get_by_role("button", name="Update results")
    if update.is_visible():  # without script
        press(page, update)
    page.wait_for_url("**body=Department+for+Bridges**")
    expect(page.locator(".chip", has_text="Department for Bridges")).to_be_visible()
    expect(heading(page)).to_have_text(re.compile("^[1-9][0-9]* results?$"))
    assert {
        *page.locator(".hit .about").evaluate_all("lines => lines.map((line) => line.textContent.includes('Bridges'))")
    } == {True}


def test_what_a_member_asked_is_found_by_the_name(page: Page) -> None:
    press(page, page.get_by_role("link", name="see what my MP asked", exact=True))
    page.wait_for_url("**/people")
    press(page, page.get_by_label("Name", exact=True), "o")
    page.keyboard.insert_text("konjo")
    page.keyboard.press("Enter")
    questions = page.locator(".people-counts a[href*='asked-id']").first
    page.wait_for_url("**find=okonjo**")
    counted = re.sub(r"\D", "", questions.inner_text().splitlines()[0])
    press(page, questions)
    page.wait_for_url("**/search?asked-id=**")
    expect(heading(page)).to_have_text(re.compile(f"^{counted} results?$"))


def test_a_question_is_opened_by_its_number(page: Page) -> None:
    press(page, page.locator("#q"), "H")
    page.keyboard.insert_text("L13171")
    page.keyboard.press("Enter")
    press(page, page.locator(".hit-title a").first)
    page.wait_for_url("**/questions/1285393**")
    expect(heading(page)).to_have_text("Lanterns: Harbours")
