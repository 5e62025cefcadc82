"""Which record a reference means: by House, UIN and day, never by UIN alone, because every session reuses the UINs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import chain

from search.insight.citations import PRINTING_DELAY, Mention
from search.insight.entries import Entry
from search.insight.groups import in_order
from search.model.derived import Citation
from search.model.question import House
from search.model.sessions import session_of

FindEntries = Callable[[House, str], Sequence[Entry]]
"""Returns the entries of a House and UIN."""

_HOUSES: tuple[House, ...] = ("Commons", "Lords")
_LORDS = "HL"


def resolve(citing: Entry, find: FindEntries) -> tuple[Citation, ...]:
    """Return the references of a record, each with the record that it means, or the reason why no record is found."""
    texts = ((citing.in_question, False, citing.first_day), (citing.in_answer, True, citing.answered_on or citing.tabled_on))
    return tuple(
        _resolve_one(citing, mention, day, is_in_answer, find) for mentions, is_in_answer, day in texts for mention in mentions
    )


def _resolve_one(citing: Entry, mention: Mention, day: date | None, is_in_answer: bool, find: FindEntries) -> Citation:
    """Return a reference with the record that it means. ``day`` is the day of the text that has it, None if unknown."""
    if not mention.uin:
        return Citation(outcome="column" if mention.is_column else "no-number", in_answer=is_in_answer)
    latest = day + PRINTING_DELAY if day else date.max
    houses = (mention.house,) if mention.house else cited_houses(citing.house, mention.uin)
    entries_by_house = [
        in_order(entry for entry in find(house, cited_uin(house, mention.uin)) if _is_before(entry, citing, latest))
        for house in houses
    ]
    for cited_day in mention.days:
        if match := next((entry for entry in chain.from_iterable(entries_by_house) if cited_day in entry.days), None):
            return Citation(mention.uin, match.id, in_answer=is_in_answer)
    in_session = _of_session(citing, mention, day, entries_by_house[0])
    if in_session is None:
        return Citation(mention.uin, outcome="not-held", in_answer=is_in_answer)
    entry, is_sure = in_session
    return Citation(mention.uin, entry.id if is_sure else "", "found" if is_sure else "uncertain", is_in_answer)


def _of_session(citing: Entry, mention: Mention, day: date | None, entries: Sequence[Entry]) -> tuple[Entry, bool] | None:
    """Return the record with the number in the session of the reference, and whether that is certain; None without a record.

    A number belongs to one question of a session. If the record was answered on another day than the reference gives, or the
    reference has no day, one department must answer both. A day before the question was tabled is an error of the text, and
    read as no day.
    """
    for cited_day in mention.days:
        if entry := _tabled_by(cited_day, entries):
            return entry, entry.answered_on is None or entry.family == citing.family
    if day and (entry := _tabled_by(day, entries, PRINTING_DELAY)):
        return entry, entry.family == citing.family and (not mention.days or session_of(mention.days[0]) == session_of(day))
    return None


def _tabled_by(day: date, entries: Sequence[Entry], slack: timedelta = timedelta()) -> Entry | None:
    """Return the first entry that was tabled in the session of a day, and at most ``slack`` after that day."""
    session = session_of(day)
    return next(
        (
            entry
            for entry in entries
            if entry.first_day and entry.first_day <= day + slack and session and session_of(entry.first_day) == session
        ),
        None,
    )


def _is_before(entry: Entry, citing: Entry, latest: date) -> bool:
    return entry.id != citing.id and (entry.first_day is None or entry.first_day <= latest)


def cited_houses(house: House, uin: str) -> tuple[House, ...]:
    """Return the Houses that a number may be of, the likelier first: HL numbers are of the Lords."""
    if uin.startswith(_LORDS):
        return ("Lords",)
    return (house, *(other for other in _HOUSES if other != house))


def cited_uin(house: House, uin: str) -> str:
    """Return a number as the UIN of a House."""
    return uin if house == "Commons" or uin.startswith(_LORDS) else f"{_LORDS}{uin}"


def written_forms(uin: str) -> tuple[str, ...]:
    """Return the numbers that a reference to a UIN may have: texts of the Lords leave HL out."""
    return tuple(dict.fromkeys((uin, uin.removeprefix(_LORDS)))) if uin else ()
