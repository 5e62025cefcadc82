"""The help: Markdown files, in the order in which a new reader needs them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

TOPICS = (
    "searching",
    "query-language",
    "narrowing",
    "more-like-this",
    "chains",
    "trends",
    "people",
    "records",
    "clock",
    "data",
    "accessibility",
)
CONTENTS = "index"


class HelpText(msgspec.Struct, frozen=True):
    """The title and the Markdown of a topic."""

    title: str
    markdown: str


HelpTopics = Mapping[str, HelpText]
"""Every topic by its name; "" is the table of contents."""


def read(folder: Path) -> HelpTopics:
    """Read the help files. They are read once, at start."""
    files = {"": CONTENTS, **{topic: topic for topic in TOPICS}}
    texts = {topic: (folder / f"{name}.md").read_text(encoding="utf-8") for topic, name in files.items()}
    return {topic: HelpText(text.partition("\n")[0].removeprefix("# "), text) for topic, text in texts.items()}
