"""The list of members by the first letter of the surname, or those that a name finds."""

from __future__ import annotations

import msgspec

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.people.member import Member
from search.pipeline.readings.people import members_named
from search.results.types import IndexInfo
from search.text.analysis import fold
from search.text.quotation import quoted
from web.queries.insight.own_params import own_params
from web.site.link import Pairs

MAX_TEXT = 100
MAX_MATCHES = 100
OTHER = "other"
"""The letter of names that begin with none from A to Z."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class MemberList(msgspec.Struct, frozen=True):
    """Members by surname: those under a ``letter``, or those that ``find`` names. ``letters`` are those that have members."""

    find: str
    letter: str
    letters: tuple[str, ...]
    members: tuple[Member, ...]
    total: int
    info: IndexInfo


def query_members(engine: Engine, params: Pairs) -> MemberList:
    """Return the members under a letter, at first the first one, or with a name. Raises ``BadRequest`` for other parameters."""
    find, letter = _read(params)
    snapshot = engine.snapshot()
    members = snapshot.directory().by_surname
    letters = tuple(dict.fromkeys(_letter(surname) for surname, _ in members))
    if find:
        matches = {*members_named(snapshot, find), *_containing([member for _, member in members], find)}
        listed = [member for _, member in members if member in matches][:MAX_MATCHES]
    else:
        letter = letter or next(iter(letters), "")
        listed = [member for surname, member in members if _letter(surname) == letter]
    return MemberList(find, "" if find else letter, letters, tuple(listed), len(members), snapshot.info())


def _letter(surname: str) -> str:
    first = surname[:1]
    return first if first and first in _LETTERS else OTHER


def _containing(members: list[Member], find: str) -> list[Member]:
    """Return the members of whom a name has words that begin with each of those typed."""
    typed = [fold(word) for word in find.split()]
    return [member for member in members if any(_has_words(name, typed) for name in member.names)]


def _has_words(name: str, typed: list[str]) -> bool:
    words = [fold(word) for word in name.split()]
    return all(any(word.startswith(start) for word in words) for start in typed)


def _read(params: Pairs) -> tuple[str, str]:
    values = own_params(params, "find", "letter")
    find, letter = values.get("find", ""), values.get("letter", "").lower()
    problems = []
    if len(find) > MAX_TEXT:
        problems.append(Problem("find", f"Enter a name of at most {MAX_TEXT} characters, not {len(find)}."))
    if letter and letter != OTHER and (len(letter) != 1 or letter not in _LETTERS):
        problems.append(Problem("letter", f"Set letter to one from a to z, or to other, not {quoted(letter[:MAX_TEXT])}."))
    if problems:
        raise BadRequest(tuple(problems))
    return find, letter
