"""The examples run, and print what their readers expect."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.__main__ import build_sample
from tests import notebook

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"


def run(name: str, *arguments: object) -> list[str]:
    """Run an example with warnings as errors, and return the lines it prints."""
    command = [sys.executable, "-W", "error", "-W", "ignore:invalid escape", str(EXAMPLES / name), *map(str, arguments)]
    process = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=120
    )
    assert process.returncode == 0, process.stderr
    return process.stdout.splitlines()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    build_sample(folder)
    return folder


def test_search_from_python(sample: Path) -> None:
    total, *hits, bodies = run("search_from_python.py", sample, "housing")
    assert total.endswith(" questions for housing")
    assert len(hits) == 10
    assert bodies.startswith("Most to: ")
    assert any("'hous" in hit.lower() for hit in hits)


def test_index_your_own_documents(tmp_path: Path) -> None:
    assert run("index_your_own_documents.py", tmp_path) == [
        "lighthouse keepers: ['Lighthouses: Staff']",
        "body:harbours state:unanswered: ['Ferries']",
    ]


def test_write_an_engine(sample: Path) -> None:
    *_, misses = run("write_an_engine.py", sample, "housing", "uin:0")
    assert misses == "Without results: ['uin:0']"


def test_the_notebook_runs_and_gives_the_outputs_it_shows(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRANS_INDEX_DATA", str(sample))
    path = EXAMPLES / "answers_on_time.ipynb"
    document = json.loads(path.read_text("utf-8"))
    cells = notebook.run(path)["cells"]
    assert cells == document["cells"], "run python -m tests.notebook examples/answers_on_time.ipynb over the sample"
    assert "All departments" in str(cells)


def test_every_example_is_listed_and_tested() -> None:
    names = {path.name for path in (*EXAMPLES.glob("*.py"), *EXAMPLES.glob("*.ipynb"))}
    listed = (EXAMPLES / "README.md").read_text("utf-8")
    tests = Path(__file__).read_text("utf-8")
    assert all(f"({name})" in listed and f'"{name}"' in tests for name in names)
