"""The spellings of names with a number: "section 21", "s.21" and "s21", "part 2", "part two" and "part II", "20 mph", "20mph".

So have years ("2023-24" and "2023-2024"), ranges ("16-19" and "16 to 19"), days ("5 March" and "5th March") and ordinals ("3rd"
and "third"). These are rules for any number, so a thesaurus cannot list them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from search.lexicon.thesaurus import SynonymEntry
from search.text.amounts import canonical_number
from search.text.analysis import fold
from search.text.calendar_dates import MONTHS
from search.text.conflation import conflate

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
    *(_Unit(name, ()) for name in ("annex", "category", "grade", "level", "phase", "stage", "tier", "type", "world war")),
)
_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
_ROMAN = {1: "i", 2: "ii", 3: "iii", 4: "iv", 5: "v", 6: "vi", 7: "vii", 8: "viii", 9: "ix", 10: "x", 11: "xi", 12: "xii"}
_NUMERALS = {str(n): (word, *filter(None, (_ROMAN.get(n),))) for n, word in enumerate(_COUNTS, 1)}
_DIGITS = {word: digits for digits, numerals in _NUMERALS.items() for word in numerals}
_ORDINALS = {
    f"{number}{'th' if 3 < number < 21 else ('', 'st', 'nd', 'rd')[number % 20]}": word.replace("-", " ")
    for number, word in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
        sixteenth seventeenth eighteenth nineteenth twentieth twenty-first""".split(),
        1,
    )
}
_FIGURES_OF_ORDINALS = {word: figures for figures, word in list(_ORDINALS.items())[10:]}
"""Ordinals after tenth. Smaller ones in words, such as second, are too common to look for in figures."""

_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_ORDINAL_ENDING = "(?:st|nd|rd|th)?"
_MEASURES = {
    "p": "pence",
    "mph": "miles per hour",
    "kph": "kilometres per hour",
    "km": "kilometres",
    "kg": "kilograms",
    "mg": "milligrams",
    "cm": "centimetres",
    "mm": "millimetres",
    "ml": "millilitres",
    "kw": "kilowatts",
    "mw": "megawatts",
    "gw": "gigawatts",
    "kwh": "kilowatt hours",
    "mwh": "megawatt hours",
    "gwh": "gigawatt hours",
    "twh": "terawatt hours",
    "mb": "megabytes",
    "gb": "gigabytes",
    "tb": "terabytes",
    "mbps": "megabits per second",
    "gbps": "gigabits per second",
    **dict.fromkeys("am pm kv kbps hz khz mhz ghz".split(), ""),
}
"""Units of measurement, and times of day, that may be joined to their number, and the name of each that texts write out."""

_BY_NAME = {" ".join(map(conflate, name.split())): unit for unit, name in _MEASURES.items() if name}
_BY_SHORT = {short: unit for unit in _UNITS for short in unit.shorts}
_BY_FORM = {unit.name: unit for unit in _UNITS} | _BY_SHORT
_NUMBER = re.compile(r"\d{1,4}[a-z]{0,2}")
_MEASURE = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?) ?(?P<unit>[a-z]+(?: [a-z]+)*)")
_DAY = re.compile(rf"(?P<day>[0-9]{{1,2}}){_ORDINAL_ENDING} {_MONTH}")
_DAY_AFTER_MONTH = re.compile(rf"{_MONTH} (?P<day>[0-9]{{1,2}}){_ORDINAL_ENDING}")
_YEAR = re.compile(r"[12][0-9]{3}")
_SMALL_NUMBER = re.compile(r"[0-9]{1,3}")
_ONE_WORD = re.compile(rf"(?P<short>[a-z]+)(?P<stop>\.?)(?P<number>{_NUMBER.pattern})")


def variant_entry(texts: Sequence[str]) -> SynonymEntry | None:
    """Return the entry of the words if they are exactly one name with a number, with its other spellings as synonyms.

    A spelling with a space also matches the one with a full stop and a space, which has the same words.
    """
    words = tuple(map(fold, texts))
    if pair := tuple(_years(words)) or tuple(_range(words)):
        return SynonymEntry("-".join(texts), tuple(spelling for spelling in pair if spelling != "-".join(words)))
    typed = " ".join(words)
    numbered = _unit_and_number(words)
    spellings = _spellings(*numbered) if numbered else (*_measures(typed), *_days(typed), *_ordinals(typed))
    others = tuple(spelling for spelling in spellings if spelling != typed)
    return SynonymEntry(" ".join(texts), others) if others else None


def _measures(typed: str) -> Iterator[str]:
    """Yield the spellings of a measure: 20mph, 20 mph and 20 miles per hour, 50p and 50 pence."""
    match = _MEASURE.fullmatch(typed)
    unit = match and (
        match["unit"] if match["unit"] in _MEASURES else _BY_NAME.get(" ".join(map(conflate, match["unit"].split())))
    )
    if not match or not unit:
        return
    number = canonical_number(match["number"])
    for name in filter(None, (unit, _MEASURES[unit])):
        yield f"{number} {name}"
        if " " not in name:
            yield f"{match['number']}{name}"


def _days(typed: str) -> Iterator[str]:
    """Yield the spellings of a day of the year: 5 March and 5th March. March 5 has them too."""
    match = _DAY.fullmatch(typed) or _DAY_AFTER_MONTH.fullmatch(typed)
    if match:
        day, month = match["day"], match["month"]
        suffix = "th" if day[:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(day[-1], "th")
        yield f"{day} {month}"
        yield f"{day}{suffix} {month}"


def _ordinals(typed: str) -> Iterator[str]:
    """Yield the other spelling of an ordinal: 3rd and third."""
    if other := _ORDINALS.get(typed) or _FIGURES_OF_ORDINALS.get(typed):
        yield other


def _years(words: tuple[str, ...]) -> Iterator[str]:
    """Yield the spellings of a year that begins in one calendar year and ends in the next: 2023-24 and 2023-2024."""
    match words:
        case (year, end) if _YEAR.fullmatch(year):
            next_year = str(int(year) + 1)
            if end in (next_year, next_year[2:]):
                yield f"{year}-{next_year[2:]}"
                yield f"{year}-{next_year}"


def _range(words: tuple[str, ...]) -> Iterator[str]:
    """Yield the other spelling of a range of small numbers: 16-19 and 16 to 19. 9/11 is a day."""
    match words:
        case (first, last) if _SMALL_NUMBER.fullmatch(first) and _SMALL_NUMBER.fullmatch(last) and words != ("9", "11"):
            if int(first) < int(last):
                yield f"{first} to {last}"


def _unit_and_number(texts: tuple[str, ...]) -> tuple[_Unit, str] | None:
    """Return the unit and the number that the folded words name."""
    if len(texts) == 1:
        match = _ONE_WORD.fullmatch(texts[0])
        unit = _BY_SHORT.get(match["short"]) if match else None
        return (unit, match["number"]) if match and unit and (match["stop"] or unit.may_join) else None
    name = " ".join(texts[:-1])
    unit = _BY_FORM.get(name)
    if unit is None:
        return None
    is_numeral = unit.name == name and (unit.may_join or len(texts[-1]) > 1)
    number = _DIGITS.get(texts[-1], texts[-1]) if is_numeral else texts[-1]
    return (unit, number) if _NUMBER.fullmatch(number) else None


def _spellings(unit: _Unit, number: str) -> Iterator[str]:
    yield f"{unit.name} {number}"
    for short in unit.shorts:
        yield f"{short} {number}"
        yield f"{short}.{number}"
        if unit.may_join:
            yield f"{short}{number}"
    for numeral in _NUMERALS.get(number, ()):
        if unit.may_join or len(numeral) > 1:  # "number x" is not the tenth
            yield f"{unit.name} {numeral}"
