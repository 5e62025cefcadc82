"""Markdown tables, and the sections of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

DASH = "–"
"""The cell of a value that is not known."""


def replace_section(page: str, section: str) -> str:
    """Replace the section of the page that has the same ``##`` heading, or append the section if there is none."""
    heading = section.partition("\n")[0]
    match = re.search(rf"^{re.escape(heading)}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    if match is None:
        return f"{page.rstrip()}\n\n{section}"
    return f"{page[: match.start()]}{section}\n{page[match.end() :]}".rstrip() + "\n"


def write_sections(page: Path, *sections: str) -> None:
    """Write sections into a page, each in place of the one with its heading."""
    text = page.read_text("utf-8")
    for section in sections:
        text = replace_section(text, section)
    page.write_text(text, "utf-8")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table. Every column but the first is aligned to the right."""
    lines = [header, ["---", *["--:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
