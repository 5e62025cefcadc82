"""The spellings of figures: years, ranges, ages, lengths of time, times of day, days, ordinals, measures, sums and percentages.

Each function takes the folded words of a name, joined by spaces, and yields its spellings: all of them, or those that differ
from the one typed. It yields none if the words are no such name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.text.amounts import canonical_number
from search.text.calendar_dates import MONTHS
from search.text.conflation import conflate
from search.text.numbers import NUMBER_NAMES, ORDINAL_NAMES

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _ordinals_in_words() -> Iterator[str]:
    yield from ORDINAL_NAMES
    for ten in _TENS:
        yield f"{ten[:-1]}ieth"
        yield from (f"{ten} {ordinal}" for ordinal in ORDINAL_NAMES[:9])


def _with_ending(number: int) -> str:
    """Return a number as an ordinal in figures: 1st, 12th, 22nd."""
    is_teen = 10 < number % 100 < 20
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


_ORDINALS = {_with_ending(number): word for number, word in enumerate(_ordinals_in_words(), 1)}
_FIGURES_OF_ORDINALS = {word: figures for figures, word in list(_ORDINALS.items())[10:]}
"""The figures of ordinals in words, from eleventh on. Smaller ones, such as second, are too common to look for in figures."""

_DIGITS_OF_COUNTS = {word: str(number) for number, word in enumerate(NUMBER_NAMES, 1)}
_WORDS_OF_COUNTS = {digits: word for word, digits in _DIGITS_OF_COUNTS.items()}
_DIGITS_OF_AMOUNTS = _DIGITS_OF_COUNTS | {ten: str(number) for number, ten in zip(range(20, 100, 10), _TENS, strict=True)}
_WORDS_OF_AMOUNTS = {digits: word for word, digits in _DIGITS_OF_AMOUNTS.items()}
"""What millions and percentages are counted in: twenty million, fifty per cent."""

_COUNTED = "year|month|week|day|hour|minute|child|point|bedroom|storey"
"""What texts count in words or in figures: five years, a ten-point plan, the two-child limit."""

_MEASURES = {
    "p": "pence",
    "mph": "miles per hour",
    "kph": "kilometres per hour",
    "km": "kilometres",
    "m": "metres",
    "kg": "kilograms",
    "mg": "milligrams",
    "cm": "centimetres",
    "mm": "millimetres",
    "ml": "millilitres",
    "t": "tonnes",
    "ha": "hectares",
    "c": "degrees",
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
    **dict.fromkeys("kv kbps hz khz mhz ghz".split(), ""),
}
"""Units of measurement that may be joined to their number, and the name of each that texts write out."""

_BY_NAME = {" ".join(map(conflate, name.split())): unit for unit, name in _MEASURES.items() if name}
_SHORT_MONTHS: dict[str, tuple[str, ...]] = {
    name: tuple(short for short, other in MONTHS.items() if other == number and short != name)
    for name, number in MONTHS.items()
    if len(name) > 4 or name in ("may", "june", "july")
}
_LONG_MONTHS = {short: name for name, shorts in _SHORT_MONTHS.items() for short in shorts}
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_ENDING = "(?:st|nd|rd|th)?"

_MEASURE = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?) ?(?P<unit>[a-z]+(?: [a-z]+)*)")
_YEAR = "(?: (?P<year>[12][0-9]{3}))?"
_DAY = re.compile(rf"(?P<day>[0-9]{{1,2}}){_ENDING} {_MONTH}{_YEAR}")
_DAY_AFTER_MONTH = re.compile(rf"{_MONTH} (?P<day>[0-9]{{1,2}}){_ENDING}{_YEAR}")
_DAY_IN_FIGURES = re.compile(r"(?P<day>[0-9]{1,2})(?P<mark>[ .])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>(?:[12][0-9])?[0-9]{2})")
_ISO_DAY = re.compile(r"(?P<year>[12][0-9]{3}) (?P<month>[0-9]{2}) (?P<day>[0-9]{2})")
_MONTH_AND_YEAR = re.compile(rf"{_MONTH} (?P<year>[12][0-9]{{3}})")
_YEARS = re.compile(r"(?P<year>[12][0-9]{3}) (?P<end>[0-9]{2,4})")
_RANGE = re.compile(r"(?P<first>[0-9]{1,3}) (?P<last>[0-9]{1,3})")
_AGE = re.compile(r"(?P<side>under|over) (?P<age>[0-9]{1,2})s?")
_LENGTH = re.compile(rf"(?P<count>[a-z]+|[0-9]{{1,2}}) (?P<counted>(?:{_COUNTED})s?|children)(?P<old> olds?)?")
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[. ](?P<minutes>[0-5][0-9]?))? ?(?P<half>[ap]m)")
_THOUSANDS = re.compile(r"(?P<thousands>[0-9]{1,3})k")
_ZEROS_OF_UNIT = {"thousand": "000", "million": "000000", "billion": "000000000", "trillion": "000000000000"}
_CURRENCIES = {"pound": "£", "dollar": "$", "euro": "€"}
_CURRENCY = rf"(?P<currency>{'|'.join(_CURRENCIES)})s?"
_MILLIONS = re.compile(rf"(?P<count>[a-z]+) (?P<unit>{'|'.join(_ZEROS_OF_UNIT)})(?: {_CURRENCY})?")
_MILLIONS_IN_FIGURES = re.compile(r"(?P<count>[1-9][0-9]?)(?P<zeros>(?:000){2,4})")
_SHORT_MILLIONS = re.compile(r"(?P<count>[0-9]+(?:\.[0-9]+)?)m")
_UNIT_OF_ZEROS = {zeros: unit for unit, zeros in _ZEROS_OF_UNIT.items()}
_PERCENTAGE = re.compile(r"(?P<count>[a-z]+) (?:per cent|percent)|(?P<figures>[0-9]{1,2})%")
_SUM = re.compile(rf"(?P<number>[0-9]+(?:\.[0-9]+)?) {_CURRENCY}")


def hyphenated(typed: str) -> tuple[str, ...]:
    """Return the spellings of figures that have a hyphen: years, ranges, ages and days in figures."""
    return (*_years(typed), *_range(typed), *_age(typed), *_days_in_figures(typed))


def spaced(typed: str) -> tuple[str, ...]:
    """Return the spellings of figures that have no hyphen."""
    readers = (_measures, _times, _days, _months, _ordinals, _lengths, _thousands, _millions, _percentages, _sums)
    return tuple(spelling for reader in readers for spelling in reader(typed))


def _years(typed: str) -> Iterator[str]:
    """Yield the spellings of a year that begins in one calendar year and ends in the next: 2023-24 and 2023-2024."""
    if match := _YEARS.fullmatch(typed):
        year, next_year = match["year"], str(int(match["year"]) + 1)
        if match["end"] in (next_year, next_year[2:]):
            yield from (f"{year}-{next_year[2:]}", f"{year}-{next_year}", f"{year} to {next_year}")


def _range(typed: str) -> Iterator[str]:
    """Yield the spellings of a range of small numbers: 16-19 and 16 to 19. 9/11 is a day."""
    match = _RANGE.fullmatch(typed)
    if match and int(match["first"]) < int(match["last"]) and typed != "9 11":
        yield from (f"{match['first']}-{match['last']}", f"{match['first']} to {match['last']}")


def _age(typed: str) -> Iterator[str]:
    """Yield the spellings of an age: under-18 and under-18s."""
    if match := _AGE.fullmatch(typed):
        yield from (f"{match['side']}-{match['age']}", f"{match['side']}-{match['age']}s")


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


def _times(typed: str) -> Iterator[str]:
    """Yield the spellings of a time of day: 9am, 9 am and 9.00am, 10.30pm and 10:30 pm."""
    if match := _TIME.fullmatch(typed):
        hour, half = match["hour"], match["half"]
        minutes = (match["minutes"] or "").ljust(2, "0")
        if minutes == "00":
            yield from (f"{hour}{half}", f"{hour} {half}", f"{hour}.00{half}")
        else:
            yield from (f"{hour}.{minutes}{half}", f"{hour}.{minutes} {half}")
        yield from (f"{hour}:{minutes}{half}", f"{hour}:{minutes} {half}")


def day_words(typed: str) -> tuple[str, ...]:
    """Return the words of a day as texts mostly write it: 5, march and 2020 of "5th March 2020" and 5/3/2020; () for no day.

    A day without a year has two.
    """
    for pattern in (_DAY, _DAY_AFTER_MONTH, _DAY_IN_FIGURES, _ISO_DAY):
        if (match := pattern.fullmatch(typed)) and (month := _month(match["month"])) and 1 <= int(match["day"]) <= 31:
            year = match["year"] or ""
            return (str(int(match["day"])), month, *filter(None, (f"20{year}" if len(year) == 2 else year,)))
    return ()


def _month(typed: str) -> str:
    """Return the name of a month from its name, its short form or its number; "" if there is no such month."""
    if typed.isdigit():
        return next((name for name in _SHORT_MONTHS if MONTHS[name] == int(typed)), "")
    return _LONG_MONTHS.get(typed, typed)


def _days_in_figures(typed: str) -> Iterator[str]:
    """Yield the spellings of a day in figures: of 5/3/2020 and 2020-03-05."""
    if _DAY_IN_FIGURES.fullmatch(typed) or _ISO_DAY.fullmatch(typed):
        yield from _days(typed)


def _days(typed: str) -> Iterator[str]:
    """Yield the spellings of a day: 5 March, 5th March, 5th of March, 5 Mar and March 5, each with the year if it has one."""
    if day_and_month := day_words(typed):
        day, month, *years = day_and_month
        ordinal = _with_ending(int(day))
        names = (f"{day} {month}", f"{ordinal} {month}", f"{ordinal} of {month}")
        shorts = (f"{day} {short}" for short in _SHORT_MONTHS[month])
        yield from (" ".join((name, *years)) for name in (*names, *shorts, f"{month} {day}", f"{month} {ordinal}"))


def _months(typed: str) -> Iterator[str]:
    """Yield the spellings of a month of a year: December 2023 and Dec 2023."""
    if match := _MONTH_AND_YEAR.fullmatch(typed):
        month = _LONG_MONTHS.get(match["month"], match["month"])
        yield from (f"{name} {match['year']}" for name in (month, *_SHORT_MONTHS[month]))


def _ordinals(typed: str) -> Iterator[str]:
    """Yield the other spelling of an ordinal, or of a century: 3rd and third."""
    ordinal = typed.removesuffix(" century")
    if other := _ORDINALS.get(ordinal) or _FIGURES_OF_ORDINALS.get(ordinal):
        yield other + typed.removeprefix(ordinal)


def _lengths(typed: str) -> Iterator[str]:
    """Yield the other spelling of a length of time or of an age: 5 years and five years, 16 year old and sixteen year old."""
    if match := _LENGTH.fullmatch(typed):
        count = match["count"]
        if other := _DIGITS_OF_COUNTS.get(count) or _WORDS_OF_COUNTS.get(count):
            yield other + typed.removeprefix(count)


def _thousands(typed: str) -> Iterator[str]:
    """Yield the number of a short form: 100000 for 100k. The reverse is left out, because few texts use the short form."""
    if match := _THOUSANDS.fullmatch(typed):
        yield f"{match['thousands']}000"


def _millions(typed: str) -> Iterator[str]:
    """Yield the other spelling of a number of millions or more: two billion and 2 billion, which is 2000000000 as a form.

    Few texts write thousands in words, so 10,000 has no other spelling, but ten thousand has. 1.5m may be 1.5 million.
    """
    match = _MILLIONS.fullmatch(typed)
    if match and (digits := _DIGITS_OF_AMOUNTS.get(match["count"])):
        yield f"{digits} {match['unit']}"
    match = _MILLIONS_IN_FIGURES.fullmatch(typed)
    if match and (word := _WORDS_OF_AMOUNTS.get(match["count"])):
        yield f"{word} {_UNIT_OF_ZEROS[match['zeros']]}"
    if match := _SHORT_MILLIONS.fullmatch(typed):
        yield f"{match['count']} million"
        yield from _millions(canonical_number(typed))


def _percentages(typed: str) -> Iterator[str]:
    """Yield the spellings of a percentage: 10%, ten per cent and ten percent."""
    if match := _PERCENTAGE.fullmatch(typed):
        digits = match["figures"] or _DIGITS_OF_AMOUNTS.get(match["count"])
        if word := _WORDS_OF_AMOUNTS.get(digits or ""):
            yield from (f"{digits}%", f"{word} per cent", f"{word} percent")


def _sums(typed: str) -> Iterator[str]:
    """Yield a sum with the sign of its currency: £20,000, which is 20000 as a form."""
    if match := _SUM.fullmatch(typed):
        whole, point, pence = match["number"].partition(".")
        yield f"{_CURRENCIES[match['currency']]}{int(whole):,}{point}{pence}"
        yield from _millions(match["number"])
