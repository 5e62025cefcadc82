"""The reports of the benchmarks replace sections of pages: each heading that they write is in a page."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks.markdown import write_sections

ROOT = Path(__file__).parents[1]
PAGES = {
    "speed": ("benchmarks/speed/report.py", "benchmarks/sites/report.py"),
    "relevance": ("benchmarks/relevance/report.py", "benchmarks/relevance/record_report.py"),
}
"""The name of a page, also that of its page of tables -> the reports that write into them."""


def headings(report: Path) -> set[str]:
    """Return the headings that a report writes, but those with a value in them."""
    strings = (node.value for node in ast.walk(ast.parse(report.read_text("utf-8"))) if isinstance(node, ast.Constant))
    return {text for text in strings if isinstance(text, str) and text.startswith(("## ", "### ")) and len(text.split()) > 1}


@pytest.mark.parametrize(("name", "report"), [(name, report) for name, reports in PAGES.items() for report in reports])
def test_the_headings_of_a_report_are_in_its_pages(name: str, report: str) -> None:
    lines = {
        line for folder in ("docs", "docs/tables") for line in (ROOT / folder / f"{name}.md").read_text("utf-8").splitlines()
    }
    report_headings = headings(ROOT / report)
    assert report_headings
    assert [heading for heading in report_headings if not any(line.startswith(heading.rstrip()) for line in lines)] == []


def test_a_section_replaces_the_one_with_its_heading(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n## One\n\nold\n\n## Two\n\nstays\n", "utf-8")
    write_sections(page, "## One\n\nnew\n", "## Three\n\nadded\n")
    assert page.read_text("utf-8") == "# Page\n\n## One\n\nnew\n\n## Two\n\nstays\n\n## Three\n\nadded\n"
