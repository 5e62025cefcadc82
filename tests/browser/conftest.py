"""A live site and a real browser. Without a browser these tests are skipped, or fail if CI is set."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from search.engines.memory import MemoryEngine
from tests.browser.pages import OpenPage, opened
from tests.invented import questions
from tests.served import listening, served
from tests.web.conftest import BY_HAND
from web import Assets, create_app

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str:
    """Where Chromium is, or ""."""
    path = os.environ.get("WRANS_CHROMIUM", "/usr/bin/chromium")
    return path if Path(path).exists() else shutil.which("chromium") or ""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a served site over invented questions."""
    app = create_app(served(MemoryEngine([*questions(40), *BY_HAND], is_sample=True)), Assets.find())
    with listening(app) as address:
        yield address


@pytest.fixture(scope="session")
def real_site() -> Iterator[str]:
    """A served site without the notice of sample data, as readers have it."""
    app = create_app(served(MemoryEngine([*questions(40), *BY_HAND])), Assets.find())
    with listening(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    path = executable()
    if not path:
        message = "no Chromium: install Debian's chromium, or set WRANS_CHROMIUM to one"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages that are closed at the end of the test."""
    with ExitStack() as stack:
        yield lambda *place, **options: stack.enter_context(opened(browser, *place, **options))
