"""Titles for questions that are printed without a heading: their subject, in a few words of the question.

A made title is the heading that the question quotes of an earlier one; else the question less its opening and its stock verb,
after the name of the document that it is about, if it names one; else the question itself. No word is added, so a title says
nothing that the question does not.
"""

from __future__ import annotations

import re
from functools import lru_cache

from search.model.address_formula import without_address_formula
from search.text.analysis import shortened

MAX_CHARACTERS = 90
"""Characters of the longest title."""

MAX_NAME_CHARACTERS = 48
"""Limit of the name of a document before the question about it."""

MIN_LETTERS = 8
"""If a title would have fewer letters than this, more of the question stays in it."""

_ASKS = r"(?:what|whether|if|how|when|which|who|whose|why|where|(?:for|in|on|to|by|at|from|with) (?:what|which|whom))\b"
"""How a question proper begins."""

_QUOTED_HEADING = re.compile(
    r"\b(?:Question|PQ|UIN|column)s?\s+(?:(?! on )[^?;,]){1,30}?(?:,?\s+on\s+|,\s+(?=[A-Z][\w ]+: ))"
    rf"(?P<heading>[A-Z0-9][^?;]{{2,110}}?)"
    rf"(?:,\s*(?=(?:{_ASKS}|and|pursuant|further|with reference)\b)|\s+(?=(?:what|whether|if|how many|how much|when|which)\b))"
)
_NAMED = re.compile(
    r"\b(?:entitled|called|titled),?\s+[‘'“\"]?(?P<name>[A-Z0-9][^;?]{3,200}?)[’'”\"]?,?\s+"
    r"(?:published|dated|updated|issued|of \d)"
)
_PREAMBLE = re.compile(
    r"(?:with reference|pursuant|further|with regard|in relation|with respect|following|in (?:the )?light|in view|given)\b"
    rf".{{3,700}}?,\s*(?={_ASKS})",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"with reference to (?:(?:the|h(?:er|is)|their) (?:department['’]s )?)?+(?!answer|oral|written)(?P<name>.*)", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(?:that|those|these|this|such)\b(?! (?:is|are|was|were|has|have|can|there|the|it|he|she|they)\b)", re.IGNORECASE
)
_ITEM_MARK = re.compile(r"\((?:[a-z]|[ivx]{1,4}|\d)\)\s+")
_NEXT_QUESTION = re.compile(r"\s*;.*")

_BODY = (
    r"(?:h(?:er|is) majesty['’]s government|hm government|(?:h(?:er|is)|their|the) (?:department|government|office)"
    r"|(?:the )?(?:secretary of state|minister)|ministers?(?: in h(?:er|is) department)?|he|she|they)"
)
_HAS = rf"(?:(?:has|have) {_BODY}|{_BODY} (?:has|have|had))"
_RECENT = r"(?:recent |further |other |additional |formal |specific |bilateral |new |more )*"
_OF = r"(?:of|on|about)\s+(?:the\s+)?"
_GERUND_MARK = "\x00"
"""Stands in a replacement before a verb that becomes a gerund."""

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (rf"(?:what|which) {_RECENT}(?:assessments?|estimates?|analysis|evaluation) (?:{_HAS}|has been) made {_OF}", ""),
        (rf"(?:if|whether) {_BODY} will make (?:an?|it) {_RECENT}(?:assessment|estimate|statement|analysis) {_OF}", ""),
        (rf"whether {_HAS} (?:made|conducted|carried out) an? {_RECENT}(?:assessment|estimate) {_OF}", ""),
        (rf"what {_RECENT}(discussions|meetings|conversations|engagement|contact) {_HAS} (?:had )?", r"\1 "),
        (rf"whether {_HAS} had (?:any )?{_RECENT}(discussions|meetings|conversations|contact) ", r"\1 "),
        (rf"what {_RECENT}(representations|correspondence|advice|proposals) {_HAS} (?:received|made|had) ", r"\1 "),
        (rf"what {_RECENT}plans (?:{_HAS}|there are) to ", _GERUND_MARK),
        (rf"whether (?:{_BODY} (?:plans?|intends?)|{_HAS} (?:any )?{_RECENT}plans) to ", _GERUND_MARK),
        (
            rf"what {_RECENT}(guidance|advice|support|funding|training|resources) (?:{_HAS}|does {_BODY}|{_BODY}) "
            r"(?:provides?|issued|given|provided|gives?|made|allocated) ",
            r"\1 ",
        ),
        (rf"what {_RECENT}(progress) (?:{_HAS}|has been|is being) (?:made|making) ", r"\1 "),
        (rf"what {_RECENT}information {_BODY} holds? {_OF}", ""),
        (
            rf"what {_RECENT}(?:steps|actions?|measures) "
            rf"(?:(?:is|are|has|have) {_BODY}|{_BODY} (?:is|are|has|have|plans?|intends?))"
            r"(?: (?:been )?(?:taking|taken|to take|take))?,? (?:to (?:help )?|(?=with ))",
            _GERUND_MARK,
        ),
        (
            rf"if {_BODY} will (?:take steps to |make it (?:h(?:er|is) |their )?policy to |consider (?=\w+ing\b))?(?:help )?",
            _GERUND_MARK,
        ),
    )
)
"""Stock verbs, and the words that replace each in a title."""

_POTENTIAL = re.compile(
    r"^(?:potential|possible|likely)\s+(?=(?:\w+ )?(?:merit|impact|effect|implication|benefit|cost)s?\b)", re.IGNORECASE
)
_IMPLICATIONS = re.compile(
    r"^implications for (?:h(?:er|is)|their|its) (?:department(?:['’]s)?(?: policies)?|policies) of (?:the\s+)?", re.IGNORECASE
)
_VERB = re.compile(rf"{_GERUND_MARK}([a-z]+)\b")
_DOUBLING_VERBS = frozenset("cut set put get let run stop plan ban cap stem permit submit begin commit refer".split())
"""Verbs whose last letter is doubled before -ing: cutting."""

_NO_VERBS = frozenset("with in on the at by for and".split())
"""Words that may stand in place of the verb."""


@lru_cache(maxsize=1_024)
def made_title(text: str) -> str:
    """Return a title made from the text of a question; "" if it has nothing but full stops and question marks."""
    question = " ".join(without_address_formula(text).split())
    if heading := _quoted_heading(question):
        return shortened(heading, MAX_CHARACTERS)
    preamble = _PREAMBLE.match(question)
    body = question[preamble.end() :] if preamble else question
    subject = _subject(body)
    name = _document(preamble[0], subject) if preamble else ""
    return shortened(_capitalised(f"{name}: {subject}" if name else subject), MAX_CHARACTERS)


def _document(preamble: str, subject: str) -> str:
    """Return the name of the document that a question gives before it asks; "" if it gives none.

    A document without a title counts only if the question points back to it ("that report").
    """
    named = _NAMED.search(preamble) or (_POINTS_BACK.search(subject) and _REFERENCE.match(preamble))
    if not named:
        return ""
    name = named["name"].strip(" ,’'\"")
    return shortened(name, MAX_NAME_CHARACTERS)


def _quoted_heading(question: str) -> str:
    match = _QUOTED_HEADING.search(question)
    return match["heading"].strip() if match else ""


def _subject(question: str) -> str:
    """Return a question less its stock verb; the question itself if too little is left."""
    first = _NEXT_QUESTION.sub("", question).rstrip(" .?")
    plain = _ITEM_MARK.sub("", first)
    for pattern, replacement in _RULES:
        match = pattern.match(plain)
        if match:
            rest = _VERB.sub(_as_gerund, match.expand(replacement) + plain[match.end() :]).replace(_GERUND_MARK, "")
            rest = _IMPLICATIONS.sub("", _POTENTIAL.sub("", rest))
            if sum(map(str.isalpha, rest)) >= MIN_LETTERS:
                return rest
            break
    return plain or question.rstrip(" .?")


def _as_gerund(match: re.Match[str]) -> str:
    verb = match[1]
    if verb in _NO_VERBS or (verb.endswith("ing") and verb != "bring"):
        return verb
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return f"{verb[:-1]}ing"
    return f"{verb}{verb[-1] if verb in _DOUBLING_VERBS else ''}ing"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
