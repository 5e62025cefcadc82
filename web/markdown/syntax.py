"""CommonMark in which every text of a record stays text: escaped, on lines of its own choosing, and quoted where it is long."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[\\`*_\[\]<>&#~|!]")
"""Characters that begin markup anywhere: emphasis, code, links, HTML, entities, headings, tables."""

_LINE_START = re.compile(r"^(?:([-+=])|([0-9]{1,9})([.)]))")
"""The characters at the start of a line that begin a list, a thematic break or an underlined heading."""

_LINE_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def escaped(text: str) -> str:
    """Return a text on one line, without markup."""
    line = _MARKUP.sub(r"\\\g<0>", " ".join(_FORBIDDEN.sub(" ", text).split()))
    return _LINE_START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", line)


def quoted(text: str) -> str:
    """Return a text as a block quote: a paragraph for each of its lines."""
    lines = [line for line in _LINE_BREAKS.split(text) if line.strip()]
    return "\n>\n".join(f"> {escaped(line)}" for line in lines)


def link(text: str, address: str) -> str:
    """Return a link. The address is one of our own, or one that ``outside_links.safe_link`` has passed."""
    return f"[{escaped(text)}](<{address}>)"


def document(*blocks: str) -> str:
    """Return blocks as a document, without the empty ones."""
    return "\n\n".join(filter(None, blocks)) + "\n"
