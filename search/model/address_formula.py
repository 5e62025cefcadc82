"""The address formula that a question opens with: "To ask the Secretary of State for Transport, what ..."."""

from __future__ import annotations

import re

_QUESTION_OPENERS = (
    r"what|whether|how|when|which|who|whose|why|where|if|pursuant to|with reference to|further to|following"
    r"|(?:by|for|from|in|on|to|at|under) (?:what|which|whom|how)"
)
_FORMULA = re.compile(rf"\s*To ask\b[^?]{{1,220}}?(?=\b(?:{_QUESTION_OPENERS})\b)", re.IGNORECASE)
_TO_ASK = re.compile(r"\s*To ask\s+", re.IGNORECASE)


def without_address_formula(text: str) -> str:
    """Return a question's text without its address formula.

    The formula ends at the first question word or reference ("pursuant to"), so no list of departments is needed.
    """
    return _FORMULA.sub("", text, count=1)


def address_formula(text: str) -> str:
    """Return the address formula alone, or "" if the text has none."""
    return text[: len(text) - len(without_address_formula(text))]


def addressee(text: str) -> str:
    """Return the minister or body that the address formula names, or "" if the text has no formula."""
    return _TO_ASK.sub("", address_formula(text), count=1).rstrip(" ,")
