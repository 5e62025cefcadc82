"""The spellings of names with a number: "section 21", "s.21" and "s21", "part 2", "part two" and "part II", "20 mph", "20mph".

Years ("2023-24" and "2023-2024"), ranges ("16-19" and "16 to 19"), ages ("under-18" and "under-18s"), lengths of time
("5 years" and "five years"), times of day ("9am" and "9.00am"), days ("5 March", "5th of March", "5 Mar"), ordinals ("3rd" and
"third"), thousands ("100k" and "100,000"), millions ("2 million" and "two million"), percentages ("10%" and "ten per cent")
and sums ("20,000 pounds" and "£20,000") have several spellings too. These are rules for any number, so a thesaurus cannot list
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from search.lexicon import figures
from search.lexicon.thesaurus import SynonymEntry
from search.text.analysis import fold
from search.text.numbers import NUMBER_NAMES

MAX_WORDS = 4
"""Words of the longest numbered name."""


class _Unit(msgspec.Struct, frozen=True):
    """The name of a numbered item, such as a section or a junction, and its short forms.

    A ``may_join`` short form may be joined to its number.
    """

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
    *(
        _Unit(name, ())
        for name in """annex appendix band category channel class formula gateway grade level option phase pillar radio round
        stage step table terminal tier title tranche type wave""".split()
    ),
    _Unit("world war", ()),
)
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
_NUMERALS = {str(number): words for number, words in enumerate(zip(NUMBER_NAMES[:12], _ROMAN, strict=True), 1)}
"""The word and the Roman numeral of each number from 1 to 12, by its digits."""

_DIGITS = {word: digits for digits, numerals in _NUMERALS.items() for word in numerals}
_UNIT_BY_SHORT = {short: unit for unit in _UNITS for short in unit.shorts}
_UNIT_BY_NAME_OR_SHORT = {unit.name: unit for unit in _UNITS} | _UNIT_BY_SHORT
_NUMBER = re.compile(r"\d{1,4}[a-z]{0,2}")
_ONE_WORD = re.compile(rf"(?P<short>[a-z]+)(?P<stop>\.?)(?P<number>{_NUMBER.pattern})")


def variant_entry(texts: Sequence[str]) -> SynonymEntry | None:
    """Return the entry of a name with a number, with its other spellings as synonyms; None if the words are no such name.

    A spelling with a space also matches the one with a full stop and a space, which has the same words.
    """
    words = tuple(map(fold, texts))
    typed = " ".join(words)
    if spellings := figures.hyphenated(typed):
        return _entry("-".join(texts), "-".join(words), spellings)
    numbered = _unit_and_number(words)
    spellings = tuple(_spellings(*numbered)) if numbered else figures.spaced(typed)
    return _entry(" ".join(texts), typed, spellings)


def plain_words(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a day or a numbered item as texts mostly write it, whatever its spelling; () for any other words.

    "s.21" is section and 21. "No 10" stays as it is, because texts that have a number and 10 are seldom about Downing Street.
    """
    words = tuple(map(fold, texts))
    unit, number = _unit_and_number(words) or (None, "")
    return (*unit.name.split(), number) if unit and unit.may_join else figures.day_words(" ".join(words))


def _entry(name: str, typed: str, spellings: Sequence[str]) -> SynonymEntry | None:
    """Return the entry of a name. The colon of a time of day separates words, as a space does."""
    others = tuple(spelling for spelling in spellings if spelling.replace(":", " ") != typed)
    return SynonymEntry(name, others) if others else None


def _unit_and_number(texts: tuple[str, ...]) -> tuple[_Unit, str] | None:
    """Return the unit and the number that the folded words name."""
    if len(texts) == 1:
        match = _ONE_WORD.fullmatch(texts[0])
        unit = _UNIT_BY_SHORT.get(match["short"]) if match else None
        return (unit, match["number"]) if match and unit and (match["stop"] or unit.may_join) else None
    name = " ".join(texts[:-1])
    unit = _UNIT_BY_NAME_OR_SHORT.get(name)
    if unit is None:
        return None
    is_numeral = (unit.name == name and len(texts[-1]) > 1) or (unit.may_join and len(name) > 1)
    number = _DIGITS.get(texts[-1], texts[-1]) if is_numeral else texts[-1]
    return (unit, number) if _NUMBER.fullmatch(number) else None


def _spellings(unit: _Unit, number: str) -> Iterator[str]:
    """Yield the spellings of a numbered name: first those in full, because few synonyms of a name are searched for."""
    yield f"{unit.name} {number}"
    for numeral in _NUMERALS.get(number, ()):
        if unit.may_join or len(numeral) > 1:  # "number x" is not the tenth
            yield f"{unit.name} {numeral}"
    for short in unit.shorts:
        yield f"{short} {number}"
        yield f"{short}.{number}"
        if unit.may_join:
            yield f"{short}{number}"
