"""The spellings of a numbered name: "section 21", "s. 21", "s.21" and "s21" are the same.

It is a rule for any number, so a thesaurus cannot hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from search.lexicon.thesaurus import SynonymEntry
from search.text.analysis import fold

MAX_WORDS = 3
"""Words of the longest numbered name."""


class _Unit(msgspec.Struct, frozen=True):
    """A numbered thing and its short forms. A ``may_join`` short form may be joined to its number."""

    name: str
    shorts: tuple[str, ...]
    may_join: bool = True


_UNITS = (
    _Unit("section", ("s", "sec")),
    _Unit("article", ("art",)),
    _Unit("paragraph", ("para",)),
    _Unit("clause", ("cl",)),
    _Unit("schedule", ("sch", "sched")),
    _Unit("regulation", ("reg",)),
    _Unit("chapter", ("ch",)),
    _Unit("part", ("pt",)),
    _Unit("volume", ("vol",)),
    _Unit("figure", ("fig",)),
    _Unit("number", ("no",), may_join=False),  # NO2 is nitrogen dioxide
    _Unit("year", ("yr",)),
    _Unit("key stage", ("ks",)),
    _Unit("junction", ("j", "jct")),
)
_BY_SHORT = {short: unit for unit in _UNITS for short in unit.shorts}
_BY_FORM = {unit.name: unit for unit in _UNITS} | _BY_SHORT
_NUMBER = re.compile(r"\d{1,4}[a-z]{0,2}")
_ONE_WORD = re.compile(rf"(?P<short>[a-z]+)(?P<stop>\.?)(?P<number>{_NUMBER.pattern})")


def variant_entry(texts: Sequence[str]) -> SynonymEntry | None:
    """Return the entry of the words if they are exactly one numbered name, with its other spellings as synonyms.

    A spelling with a space stands for the one with a full stop and a space too, which has the same words.
    """
    numbered = _unit_and_number(tuple(map(fold, texts)))
    if numbered is None:
        return None
    typed = " ".join(map(fold, texts))
    return SynonymEntry(" ".join(texts), tuple(spelling for spelling in _spellings(*numbered) if spelling != typed))


def _unit_and_number(texts: tuple[str, ...]) -> tuple[_Unit, str] | None:
    """Return the unit and the number that the folded words name."""
    if len(texts) == 1:
        match = _ONE_WORD.fullmatch(texts[0])
        unit = _BY_SHORT.get(match["short"]) if match else None
        return (unit, match["number"]) if match and unit and (match["stop"] or unit.may_join) else None
    unit = _BY_FORM.get(" ".join(texts[:-1]))
    return (unit, texts[-1]) if unit and _NUMBER.fullmatch(texts[-1]) else None


def _spellings(unit: _Unit, number: str) -> Iterator[str]:
    yield f"{unit.name} {number}"
    for short in unit.shorts:
        yield f"{short} {number}"
        yield f"{short}.{number}"
        if unit.may_join:
            yield f"{short}{number}"
