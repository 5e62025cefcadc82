"""The formula that a question opens with: "To ask the Secretary of State for Transport, what ..."."""

from __future__ import annotations

import re

_ASKING = (
    r"what|whether|how|when|which|who|whose|why|where|if|pursuant to|with reference to|further to|following"
    r"|(?:by|for|from|in|on|to|at|under) (?:what|which|whom|how)"
)
_OPENING = re.compile(rf"\s*To ask\b[^?]{{1,220}}?(?=\b(?:{_ASKING})\b)", re.IGNORECASE)


_TO_ASK = re.compile(r"\s*To ask\s+", re.IGNORECASE)


def without_address_formula(text: str) -> str:
    """A question's text without the formula that says whom it is put to ("To ask the Secretary of State for X, ...").

    The formula ends where the asking begins, at the first question word or reference, whatever the department is called.
    """
    return _OPENING.sub("", text, count=1)


def address_formula(text: str) -> str:
    """The formula alone; "" where there is none."""
    return text[: len(text) - len(without_address_formula(text))]


def addressee(text: str) -> str:
    """Whom a question is put to, as its opening says it; "" where there is none."""
    return _TO_ASK.sub("", address_formula(text), count=1).rstrip(" ,")
