"""The parts of a record for reference managers: the day that dates it, and one form of each person's name."""

from __future__ import annotations

import re
from datetime import date

from search.model.question import Answer, Person, Question

_PEER = re.compile(
    r"(?:The )?((?:Lord|Lady|Baroness|Baron|Viscount|Viscountess|Earl|Countess|Duke|Duchess|Marquess|Marchioness)\b.*)"
)
_LIST_TITLES = {"L.": "Lord", "B.": "Baroness", "V.": "Viscount", "Ly.": "Lady", "Bp.": "Lord Bishop of"}
"""The abbreviated titles of peers in alphabetical lists ("Alton of Liverpool, L.") that have only one full form."""

_HONORIFICS = frozenset("mr mrs ms miss dr sir dame hon rt right honourable prof professor rev reverend col colonel".split())
_LETTERS_AFTER = frozenset("mp kc qc obe cbe mbe kbe dbe kcb dl jp".split())
_PARTICLES = frozenset("de di da du des la le van von der den st mc mac ap".split())
_DOUBLE_SURNAMES = frozenset({"duncan smith", "saville roberts", "long bailey"})
"""Surnames of two words without a hyphen, of members whose sources do not always give the form for lists."""

_PLAIN_NAME = re.compile(r"[^\W\d_][\w .’'-]*, [^\W\d_][\w .’'-]*")


def citation_day(question: Question) -> date | None:
    """Return the day on which a record was tabled; if unknown, the first known day of what happened to it."""
    answer = question.answer or Answer()
    return question.tabled_on or answer.answered_on or question.held_on or answer.corrected_on or _first_version_day(question)


def citation_year(question: Question) -> int | None:
    """Return the year of the citation day, or that in which the answer was due if no other day is known."""
    day = citation_day(question) or question.due_on
    return day.year if day else None


def _first_version_day(question: Question) -> date | None:
    """Return the first day that earlier versions or the source's time stamps give."""
    answer = question.answer or Answer()
    days = [
        day
        for version in question.versions
        for day in (version.tabled_on, version.answered_on, version.held_on, version.corrected_on)
        if day
    ]
    for stamp in (answer.first_answered_at, answer.first_corrected_at):
        try:
            days.append(date.fromisoformat(stamp[:10]))
        except ValueError:
            continue
    return min(days, default=None)


def author_name(person: Person) -> str:
    """Return ``Slaughter, Andy`` for a member of the Commons, and ``Baroness Thornton`` for a peer.

    Every form of a name gives the same: with or without "Mr" or "Sir", as printed or as in alphabetical lists.
    """
    name, list_name = " ".join(person.name.split()), " ".join(person.list_as.split())
    if peer := _PEER.fullmatch(name):
        return peer[1]
    surname, comma, rest = (list_name if "," in list_name else name).partition(",")
    rest = rest.strip()
    if comma and (title := _LIST_TITLES.get(rest) or (_PEER.fullmatch(rest) and rest)):
        return f"{title} {surname}"
    forenames = _without_titles(rest.split())
    words = [*forenames, *surname.split()] if comma else _without_titles(name.split())
    start = min(_surname_start(words), len(forenames) if comma else len(words))
    return _surname_first(words[start:], words[:start]) if words else person.label


def is_surname_first(name: str) -> bool:
    """Whether a name is a surname and forenames, and nothing in it could be read as two names."""
    return _PLAIN_NAME.fullmatch(name) is not None and " and " not in name.lower()


def _surname_first(surname: list[str], forenames: list[str]) -> str:
    words = (word[:-1] if len(word) == 2 and word[1] == "." else word for word in forenames)
    return ", ".join(filter(None, (" ".join(surname), " ".join(words))))


def _without_titles(words: list[str]) -> list[str]:
    """Return the words of a name without titles before it and letters after it."""
    first, last = 0, len(words)
    while first < last - 1 and words[first].lower().rstrip(".") in _HONORIFICS:
        first += 1
    while last > first + 1 and words[last - 1].lower().strip(".,") in _LETTERS_AFTER:
        last -= 1
    return words[first:last] if not (last - first == 1 and words[first].lower().rstrip(".") in _HONORIFICS) else []


def _surname_start(words: list[str]) -> int:
    """Return the index of the first word of the surname: the last word, or a particle or the first half before it."""
    start = max(0, len(words) - 1)
    if " ".join(words[-2:]).lower() in _DOUBLE_SURNAMES:
        return max(0, len(words) - 2)
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return start
