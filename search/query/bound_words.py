"""Function words and letters that are part of a name: A and E, no 10, vitamin A, under 18s, 9 am.

They are bound to the word beside them by an ampersand or a hyphen. So the parser does not leave them out as stop words.
"""

from __future__ import annotations

import re

_COUNTRY_OF_DOLLAR = re.compile(r"(?<!\w)(?:US|AU?|CA?|NZ|HK)(?=\$[0-9])")
"""The country of a sum in dollars, which is no word of its own: US$100 million."""

_SPACED_AMPERSAND = re.compile(r"(?<=(?<!\w)[A-Za-z]) & (?=[A-Za-z](?!\w))")
"""An ampersand with spaces between two letters: A & E."""

_AND_FOR_AMPERSAND = re.compile(r'"[^"]*"?|(?<!\w)(?<!itamin )(?<!itamins )(?P<bare>A and E|a and e)(?!\w)')
"""Matches a text in quotation marks, or "A and E" for A&E, which has two function words. "Vitamins A and E" does not match."""

_BEFORE_FIGURES = re.compile(r"(?<!\w)(?:(?:No\.?|no\.) (?=[0-9])|no (?=10(?![\w%]|[.,][0-9])))")
"""The "no" of a numbered name: No. 10. In "no 5 year plan" it is the function word."""

_COUNTED = r"(?:years?|months?|weeks?|days?|hours?|minutes?|miles?|metres?|points?|pounds?|per|out)"
_BEFORE_AGES = re.compile(
    rf"""(?<![\w:-])((?i:under|over))[ ]
        (?=[1-9][0-9]?(?:s(?!\w)|(?![\w%.,/:-]|['\u2019]|[ ]?(?i:{_COUNTED})(?!\w))))""",
    re.VERBOSE,
)
"""The function word of an age: under 18s, over 65. "Over 12 months" and "over 20 miles" are no ages."""

_LETTER_OF_NAME = re.compile(
    r""" "[^"]*"?
      | (?<![\w:-])(?P<named>(?i:annex|appendix|category|class|grade|group|hepatitis|influenza|option|part|plan|schedule|strep
        |table|type|vitamins?))[ ](?=A(?!['\u2019\w,]|[ ]and[ ]))
      | (?<![\w:-])(?P<numbered>(?i:chapter|class|grade|part|phase|schedule|stage|tier|type|war))[ ](?=I(?!['\u2019\w]))
      | (?<!\w)(?P<letter>A|a(?=[ ]\w+s))[ ](?=(?i:levels?|roads)(?!\w)(?![ ]playing))
    """,
    re.VERBOSE,
)
"""Matches a text in quotation marks, or the first part of a name in which a letter looks like a function word.

Vitamin A, Type I, A levels; but not the first letter of several, as in "vitamins A and E".
"""

_TIME_OF_DAY = re.compile(r"(?<=[0-9]) ([ap])(?:m|\.m\.?)(?!\w)", re.IGNORECASE)
"""The half of the day after an hour: 9 am, 10.30 p.m."""


def with_bound_words(text: str) -> str:
    """Return a text with its names bound: ``A&E``, ``no-10``, ``under-18s``, ``9-am``; ``vitamin vitamin-A``; ``$5`` of US$5.

    A word before an A stays as a clause of its own too, because most texts about it lack the letter.
    """
    text = _AND_FOR_AMPERSAND.sub(lambda match: "A&E" if match["bare"] else match[0], _SPACED_AMPERSAND.sub("&", text))
    text = _LETTER_OF_NAME.sub(_with_bound_letter, _COUNTRY_OF_DOLLAR.sub("", text))
    text = _BEFORE_AGES.sub(r"\1-", _BEFORE_FIGURES.sub("no-", text))
    return _TIME_OF_DAY.sub(r"-\1m", text)


def _with_bound_letter(match: re.Match[str]) -> str:
    """Return the first part of a name with a hyphen after it, and a text in quotation marks as it is."""
    if named := match["named"]:
        return f"{named} {named}-"
    first = match["numbered"] or match["letter"]
    return f"{first}-" if first else match[0]
