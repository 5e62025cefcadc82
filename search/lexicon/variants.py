"""The spellings of names with a number: "section 21", "s.21" and "s21", "20 mph" and "20mph", "2023-24" and "2023-2024".

They are rules for any number, so a thesaurus cannot hold them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from search.lexicon.thesaurus import SynonymEntry
from search.text.amounts import canonical_number
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
_MEASURES = {
    "p": "pence",
    "pence": "p",
    **dict.fromkeys("mph kph km kg mg cm mm ml kw mw gw kwh mwh gwh twh kv mb gb tb kbps mbps gbps hz khz mhz ghz".split(), ""),
}
"""Units of measurement that may be joined to their number, and the other name of each that has one."""

_BY_SHORT = {short: unit for unit in _UNITS for short in unit.shorts}
_BY_FORM = {unit.name: unit for unit in _UNITS} | _BY_SHORT
_NUMBER = re.compile(r"\d{1,4}[a-z]{0,2}")
_MEASURE = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?) ?(?P<unit>[a-z]+)")
_YEAR = re.compile(r"[12][0-9]{3}")
_ONE_WORD = re.compile(rf"(?P<short>[a-z]+)(?P<stop>\.?)(?P<number>{_NUMBER.pattern})")


def variant_entry(texts: Sequence[str]) -> SynonymEntry | None:
    """Return the entry of the words if they are exactly one name with a number, with its other spellings as synonyms.

    A spelling with a space stands for the one with a full stop and a space too, which has the same words.
    """
    words = tuple(map(fold, texts))
    typed = " ".join(words)
    numbered = _unit_and_number(words)
    spellings = _spellings(*numbered) if numbered else (*_measures(typed), *_years(words))
    others = tuple(spelling for spelling in spellings if spelling != typed)
    return SynonymEntry(" ".join(texts), others) if others else None


def _measures(typed: str) -> Iterator[str]:
    """Yield the spellings of a measure: 20mph and 20 mph, 50p and 50 pence."""
    match = _MEASURE.fullmatch(typed)
    if match is None or match["unit"] not in _MEASURES:
        return
    number = canonical_number(match["number"])
    for unit in filter(None, (match["unit"], _MEASURES[match["unit"]])):
        yield f"{number} {unit}"
        yield f"{match['number']}{unit}"


def _years(words: tuple[str, ...]) -> Iterator[str]:
    """Yield the spellings of a year that begins in one calendar year and ends in the next: 2023-24 and 2023-2024."""
    match words:
        case (year, end) if _YEAR.fullmatch(year):
            next_year = str(int(year) + 1)
            if end in (next_year, next_year[2:]):
                yield f"{year} {next_year[2:]}"
                yield f"{year} {next_year}"


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
