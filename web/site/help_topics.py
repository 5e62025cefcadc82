"""The help: Markdown files, in the order in which a new reader needs them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
    "pages",
    "accessibility",
)
CONTENTS = "index"
_STATIC = re.compile(r"/static/([\w.-]+)")


class HelpText(msgspec.Struct, frozen=True):
    """The title and the Markdown of a topic."""

    title: str
    markdown: str


HelpTopics = Mapping[str, HelpText]
"""Every topic by its name; "" is the table of contents."""


def read(folder: Path, static: Callable[[str], str]) -> HelpTopics:
    """Read the help files. They are read once, at start. ``static`` returns the address of a static file, such as a picture."""
    files = {"": CONTENTS, **{topic: topic for topic in TOPICS}}
    texts = {topic: (folder / f"{name}.md").read_text(encoding="utf-8") for topic, name in files.items()}
    return {
        topic: HelpText(text.partition("\n")[0].removeprefix("# "), _STATIC.sub(lambda match: static(match[1]), text))
        for topic, text in texts.items()
    }
