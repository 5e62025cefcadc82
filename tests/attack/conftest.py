"""A site over invented questions whose files are larger than any buffer of a connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Answer
from tests.attack.site import Site, serving
from tests.invented import questions

RECORDS = 1_200
LONG_TEXT = "Figures: " + " ".join(["9" * 4_000] * 6)
"""A text of few words, so that it is quickly indexed."""


@pytest.fixture(scope="session")
def large_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index whose JSON Lines have some 30 MB."""
    folder = tmp_path_factory.mktemp("large") / "data"
    long_answer = Answer(html=f"<p>{LONG_TEXT}</p>", text=LONG_TEXT)
    WhooshWriter(folder).rebuild([replace(question, answer=long_answer) for question in questions(RECORDS)])
    return folder


@pytest.fixture(scope="module")
def lasting_site(tmp_path_factory: pytest.TempPathFactory, large_index: Path) -> Iterator[Site]:
    """The same for all tests of a module."""
    with serving(tmp_path_factory.mktemp("lasting"), large_index) as site:
        yield site


@pytest.fixture
def site(tmp_path: Path, large_index: Path) -> Iterator[Site]:
    """A server of one process with four threads."""
    with serving(tmp_path, large_index) as site:
        yield site
