"""Filters on paths with values derived from other fields: sessions, days of answer, first answers and unknown names."""

from __future__ import annotations

from datetime import date, timedelta

from search.errors import BadRequest, Problem
from search.model.sessions import SESSIONS, Session, find_session
from search.query.nodes import And, DateRange, Exists, Node, Not, Or, TermRange
from web.linked_data.items import MIDNIGHT

SESSION, PARLIAMENT, SESSION_NUMBER = "session", "parliamentNumber", "sessionNumber"
SESSION_PATHS = frozenset({SESSION, PARLIAMENT, SESSION_NUMBER})
FIRST_ANSWERED = "answer.questionFirstAnswered"
ANSWER_DATE = "AnswerDate"

_ONE_DAY = timedelta(days=1)


def in_session(path: str, value: str) -> Node:
    """Match the questions tabled in the sessions that a name or a number means. Raises ``BadRequest`` if there is none."""
    return Or(tuple(DateRange("tabled", session.first_day, session.last_day) for session in _sessions(path, value)))


def since_session(path: str, value: str, *, is_exclusive: bool = False) -> Node:
    """Match the questions tabled in a session or later; with ``is_exclusive``, only later."""
    sessions = _sessions(path, value)
    if not is_exclusive:
        return DateRange("tabled", sessions[0].first_day)
    last_day = sessions[-1].last_day
    return DateRange("tabled", last_day + _ONE_DAY) if last_day else Or(())


def until_session(path: str, value: str, *, is_exclusive: bool = False) -> Node:
    """Match the questions tabled in a session or earlier; with ``is_exclusive``, only earlier."""
    sessions = _sessions(path, value)
    last_day = sessions[0].first_day - _ONE_DAY if is_exclusive else sessions[-1].last_day
    return DateRange("tabled", SESSIONS[0].first_day, last_day)


def has_session() -> Node:
    """Match the questions tabled in a known session."""
    return DateRange("tabled", SESSIONS[0].first_day)


def _sessions(path: str, value: str) -> tuple[Session, ...]:
    if path == SESSION:
        named = find_session(value)
        sessions = tuple(session for session in SESSIONS if session is named)
    else:
        name = "parliament" if path == PARLIAMENT else "number"
        sessions = tuple(session for session in SESSIONS if str(getattr(session, name)) == value.strip())
    if sessions:
        return sessions
    names = ", ".join(session.linked_data_name for session in SESSIONS)
    known = names if path == SESSION else f"those of the sessions {names}"
    raise BadRequest((Problem(path, f"{path}={value}: there is no such session here; the values are {known}."),))


def answer_day(low: str | None, high: str | None) -> Node:
    """Match days on which an answer was due, or was given if no due day is known, between two bounds."""
    by_answer = And((TermRange("answered-on", low, high), Not(Exists("due"))))
    return Or((TermRange("due", low, high), by_answer))


def first_moment_in_range(low: str | None, high: str | None) -> Node:
    """Match the days of answer whose midnight is between two bounds, which are days or time stamps."""
    if low is not None:
        low = low[:10] + ("\0" if low[10:] > MIDNIGHT else "")
    if high is not None and len(high) >= 10 and high[10:] < MIDNIGHT:
        high = _day_before(high[:10])
    return TermRange("answered-on", low, high)


def _day_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - _ONE_DAY).isoformat()
    except (ValueError, OverflowError):
        return day
