"""Recognise references to questions in a text: UINs, citations and addresses, one or many, alone or among other words.

A reference among other words needs a marker ("PQ 16108", "UIN 17776", "HL1347", an address). A number without one is a
reference only if the text has nothing but such numbers, dates and the words of a citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from search.model.address_formula import address_formula
from search.model.fields import PREFIXES
from search.model.question import House
from search.query.addresses import QuestionAddress, read_address
from search.query.references import Reference, References, Standing
from search.text import dates
from search.text.analysis import normalise, words
from search.text.calendar_dates import MONTHS

MAX_CHARACTERS = 2_000
"""The most characters of a text that are read."""

MAX_REFERENCES = 300
"""The most references of one text."""

MAX_SPANS, MAX_IN_SPAN = 5, 50
"""The most spans of UINs, such as "17776 to 17779", that are read in a text, and the most UINs of one span."""

MAX_QUERY_WORDS = 25
"""A text of more words is a draft: its references are only mentioned, unless it has an address."""

Located = tuple[int, Reference]
"""A reference, after its offset in the text."""

_HOUSES: dict[str, House] = {"hc": "Commons", "hl": "Lords", "commons": "Commons", "lords": "Lords"}
_LORDS = r"HL(?:[\s-]*|[/:#]\s?)"
_NUMBER = rf"(?:{_LORDS})?[0-9]{{1,7}}(?![\w%]|[.:/-][0-9]{{1,2}}(?![0-9])|,[0-9]{{3}}(?![0-9]))"
_SEPARATOR = r"(?:[\s,;/&+)(\[\]]|\band\b|\bor\b|\bto\b)+"
_NUMBERS = rf"(?P<numbers>{_NUMBER}(?:{_SEPARATOR}{_NUMBER})*)"
_STRONG_MARKER = (
    r"uins?|w?p\.?q\.?s?|w\.?q\.?s?|qn|qu|w\.?a\.?|(?:written|parliamentary|lords|commons)\s+(?:questions?|answers?)"
)
_LABEL = r"(?:[\s:.#/(\[-]|\b(?:uins?|numbers?|nos?|num|ref|reference)\b)*"
_MARKED = re.compile(
    r"(?<![\w£$€:.\"-])(?:"
    rf"(?:(?P<house>HC|HL|Commons|Lords)(?:\s+(?:Deb\s+)?)?)?(?:(?P<strong>{_STRONG_MARKER})|(?P<weak>questions?))(?![^\W0-9]){_LABEL}"
    rf"|(?P<lords>(?={_LORDS}[0-9]))|(?P<commons>HC|Commons)[\s-]*(?=[0-9]{{5}})|(?P<glued>Q)(?=[0-9])){_NUMBERS}",
    re.IGNORECASE,
)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\.?,?\s+[0-9]{{4}}|(?:{_MONTH})\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+"
    r"[0-9]{4}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2}))\b(?![/-])",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'["\u201c\u201d][^"\u201c\u201d]*["\u201c\u201d]')
_ONE_NUMBER = re.compile(rf"(?P<lords>{_LORDS})?(?P<digits>[0-9]+)", re.IGNORECASE)
_BARE_NUMBERS = re.compile(r"(?<![\w£$€.,:/+-])[0-9]{1,7}(?![\w%]|[.:/-][0-9]|,[0-9]{3}(?![0-9]))")
_SPAN = re.compile(
    r"(?<![\w£$€.,:/-])(?P<lords>HL\s?)?(?P<first>[0-9]{4,7})(?:\s?[-\u2010-\u2014]\s?|\s+to\s+)"
    r"(?:HL\s?)?(?P<last>[0-9]{4,7})(?![\w%]|[.:/-][0-9])",
    re.IGNORECASE,
)
_HANSARD = re.compile(r"\b(?:Deb(?:ate)?s?|Hansard|Official\s+Report)\b", re.IGNORECASE)
_PLACE_IN_HANSARD = re.compile(
    r"\b(?:c{1,2}|col(?:umn)?s?|vol(?:ume)?)\.?\s?[0-9]+(?:\s?[-\u2013]\s?[0-9]+)?(?:\s?W[AS]?)?\b", re.IGNORECASE
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[ \u00a0][0-9]{3})+")
_FIELD = re.compile(r"(?<![\w/])([\w-]+):(?=[^\s/])")
_ONE_FIELD = re.compile(rf"(?:{'|'.join(PREFIXES)}):[^\s/]\S*", re.IGNORECASE)
_EXCLUSION = re.compile(r"\bNOT\b|(?<!\S)-(?=[\w\"(])")
_DRAFT_OPENING = re.compile(
    r"to\s+ask\b|pursuant\b|further\s+to\b|following\b|with\s+reference\b|in\s+(?:the\s+)?light\b", re.IGNORECASE
)
_LETTERS_OR_DIGITS = re.compile(r"[^\W_]+")

CITATION_WORDS = frozenset(
    """see please and or to of on in by for from the a an uin uins pq pqs wq wqs wpq qn hc hl hansard deb debate column col
    house commons lords official report question questions written parliamentary answer answers answered tabled asked
    dated date number numbers no nos num ref reference refs show find me it at is was with as also cf per citation cite
    cited record q""".split()
)
"""Words that a text of nothing but references may have."""

LIST_WORDS = frozenset(
    "and or of on the tabled dated number numbers no nos num ref reference question questions q uin hl record id".split()
)
"""Words that a text of nothing but numbers without a marker may have."""

HANSARD_WORDS = frozenset("hc hl deb debs debate debates hansard official report written answers commons lords house".split())
"""Words that such a text may also have beside a day and a number in square brackets, which is how Hansard cites a question."""

YEARS = range(1900, 2101)
"""Numbers that are read as years rather than UINs, unless one is the whole text."""

_BLANK, _DAY_MARK, _QUOTE_MARK = " ", "\x01", "\x02"
"""Stand for each character of what has been read: a reference, a day, and a text in quotation marks."""


def read_references(text: str) -> References | None:
    """Read the references of a text. None if it has none, or is in the query language."""
    text = normalise(text[:MAX_CHARACTERS]).strip()
    if not any(map(str.isdigit, text)) or _ONE_FIELD.fullmatch(text):
        return None
    is_long = len(words(text)) > MAX_QUERY_WORDS
    text = _SPAN.sub(_numbers_of_span, text, count=MAX_SPANS)
    addresses = list(_addresses(text))
    rest = _blanked(text, [(start, end) for start, end, _ in addresses])
    rest = _blanked(rest, [match.span() for match in _QUOTED.finditer(rest)], _QUOTE_MARK)
    days = [(match.start(), day) for match in _DATE.finditer(rest) if (day := _day(match.group()))]
    rest = _blanked(rest, [match.span() for match in _DATE.finditer(rest) if _day(match.group())], _DAY_MARK)
    if _HANSARD.search(rest):
        rest = _blanked(rest, [match.span() for match in _PLACE_IN_HANSARD.finditer(rest)])
    located = [(start, _of_address(text[start:end], address)) for start, end, address in addresses]
    is_citation = _is_only_citations(rest)
    marked, rest = _marked(rest, is_citation)
    located += marked
    if is_citation or not located:
        bare, rest = _bare(text, rest)
        located += bare
    standing = _standing(text, rest, located, is_long=is_long and not addresses)
    if standing is None:
        return None
    items = _unique(_with_days(sorted(located, key=lambda pair: pair[0]), days))
    return References(items[:MAX_REFERENCES], standing)


def _numbers_of_span(match: re.Match[str]) -> str:
    """Return "17776, 17777, 17778" for "17776 to 17778". Spans of years, of too many numbers or backwards stay as they are."""
    first, last = int(match["first"]), int(match["last"])
    if not first < last < first + MAX_IN_SPAN or (first in YEARS and last in YEARS) or match["first"].startswith("0"):
        return match.group()
    return ", ".join(f"{'HL' if match['lords'] else ''}{number}" for number in range(first, last + 1))


def _standing(text: str, rest: str, located: list[Located], *, is_long: bool) -> Standing | None:
    """Return the standing of the references of a text; None if the text has none or is a query.

    ``rest`` is the text without them.
    """
    is_whole = {word.lower() for word in _LETTERS_OR_DIGITS.findall(rest)} <= CITATION_WORDS and _QUOTE_MARK not in rest
    if not located or _is_query(text, rest, is_whole=is_whole):
        return None
    if is_whole:
        return "whole"
    if address_formula(text) or _DRAFT_OPENING.match(text):
        return "mentioned"
    return "mentioned" if is_long else "named"


def _is_query(text: str, rest: str, *, is_whole: bool) -> bool:
    """Whether a text is in the query language: it excludes something, or has a field that is not the marker of a citation."""
    if _EXCLUSION.search(rest) and not rest.isupper():
        return True
    fields = {match[1].lower() for match in _FIELD.finditer(text)} & PREFIXES.keys()
    return bool(fields - {"uin"} if is_whole else fields)


def _addresses(text: str) -> Iterator[tuple[int, int, QuestionAddress]]:
    """Yield the addresses with their offsets. One without a host is read only if it is the whole text."""
    for match in re.finditer(r"\S+", text):
        address = read_address(match.group()) if "/" in match.group() or "." in match.group() else None
        if address and (address.has_host or match.group() == text):
            yield match.start(), match.end(), address


def _of_address(text: str, address: QuestionAddress) -> Reference:
    days = (address.day,) if address.day else ()
    return Reference(text, address.uin, address.ids, days=days, is_day_tabled=bool(days) and address.is_day_tabled)


def _day(text: str) -> date | None:
    try:
        return dates.parse_period(text)[0]
    except ValueError:
        return None


def _marked(rest: str, is_citation: bool) -> tuple[list[Located], str]:
    """Return the references with markers, with their offsets, and the text without them."""
    located: list[Located] = []
    spans = []
    for match in _MARKED.finditer(rest):
        numbers = _numbers(match, rest, is_citation)
        located += numbers
        if numbers:
            last = numbers[-1]
            spans.append((match.start(), last[0] + len(last[1].text)))
    return located, _blanked(rest, spans)


def _is_only_citations(rest: str) -> bool:
    """Whether a text has only numbers, markers and words of citations."""
    remaining = _ONE_NUMBER.sub(" ", rest)
    return {word.lower() for word in _LETTERS_OR_DIGITS.findall(remaining)} <= CITATION_WORDS


def _numbers(match: re.Match[str], rest: str, is_citation: bool) -> list[Located]:
    """Return the numbers after one marker as references. Among other words, those that may be something else are left out."""
    house = _HOUSES.get((match["house"] or match["commons"] or "").lower())
    references: list[Located] = []
    lords_digits = 0
    for number in _ONE_NUMBER.finditer(rest, match.start("numbers"), match.end("numbers")):
        digits, is_first = number["digits"], not references
        is_lords = number["lords"] is not None
        if _is_year_or_quarter(match, digits):
            break
        if not is_citation and not _is_certain(match, digits, rest[number.end() :], is_first=is_first, is_lords=is_lords):
            break
        lords_digits = len(digits) if is_lords else lords_digits
        uin = f"{'HL' if is_lords else ''}{int(digits)}"
        may_be_lords = not is_lords and len(digits) == lords_digits
        reference = Reference(number.group(), uin, house=None if is_lords else house, may_be_lords=may_be_lords)
        references.append((number.start(), reference))
    return references


def _is_year_or_quarter(match: re.Match[str], digits: str) -> bool:
    """Whether a number is no UIN even in a citation: the 2023 of "PQs 2023", the 1 of Q1, the 234 of Q234 in oral evidence."""
    if match["glued"]:
        return len(digits) < 4
    return (match["strong"] or "").lower().endswith("s") and int(digits) in YEARS


def _is_certain(match: re.Match[str], digits: str, after: str, *, is_first: bool, is_lords: bool) -> bool:
    """Whether a number among other words is a UIN: its marker is sure, or it is long and nothing is counted by it."""
    if is_lords:
        return len(digits) > 1
    if is_first and match["strong"]:
        return True
    if match["glued"]:
        return True
    next_word = _LETTERS_OR_DIGITS.match(after.lstrip(" "))
    is_counting = next_word is not None and next_word.group().lower() not in CITATION_WORDS
    return (
        len(digits) > 2
        and int(digits) not in YEARS
        and (len(digits) > 4 or not is_counting)
        and not (is_counting and not is_first)
    )


def _bare(text: str, rest: str) -> tuple[list[Located], str]:
    """Return the numbers of a text that has only numbers and ``LIST_WORDS``, with their offsets, and the text without them.

    Return no number for any other text.
    """
    matches = list(_BARE_NUMBERS.finditer(rest))
    remaining = _blanked(rest, [match.span() for match in matches])
    others = {word.lower() for word in _LETTERS_OR_DIGITS.findall(remaining)} - _words_about(rest)
    numbers = [match.group() for match in matches]
    is_amount = _THOUSANDS.fullmatch(text) is not None or any(number.startswith("0") for number in numbers)
    if not numbers or is_amount or not others <= LIST_WORDS or re.search(r"[£$€%+*~]", remaining):
        return [], rest
    is_lone = text.strip("()[].,?# ") == numbers[0]
    if not is_lone and not all(len(number) > 2 and int(number) not in YEARS for number in numbers):
        return [], rest
    return [(match.start(), Reference(match.group(), match.group())) for match in matches], remaining


def _words_about(rest: str) -> frozenset[str]:
    """Return the words that only say where or when a question was answered: "answered" beside a day, and Hansard's."""
    if _DAY_MARK not in rest:
        return frozenset()
    hansard = HANSARD_WORDS if re.search(r"\[\s?[0-9]+\s?\]", rest) else frozenset()
    return hansard if re.search(r"\bquestions\b", rest, re.IGNORECASE) else hansard | {"answered"}


def _with_days(located: list[Located], days: list[tuple[int, date]]) -> list[Reference]:
    """Return the references with their days: those between a reference and the next one after a day.

    If the text begins with a day, each has the last day before it. ``days`` have their offsets.
    """
    if not days:
        return [item for _, item in located]
    begins_with_day = days[0][0] < located[0][0]
    items = []
    for index, (start, item) in enumerate(located):
        if begins_with_day:
            item_days = [day for offset, day in days if offset < start][-1:]
        else:
            first_day = next((offset for offset, _ in days if offset > start), None)
            next_starts = (other for other, _ in located[index + 1 :] if first_day is not None and other > first_day)
            limit = next(next_starts, None)
            item_days = [day for offset, day in days if offset > start and (limit is None or offset < limit)]
        items.append(replace(item, days=tuple(dict.fromkeys(item_days))) if item.uin and not item.days else item)
    return items


def _unique(references: list[Reference]) -> tuple[Reference, ...]:
    unique: dict[object, Reference] = {}
    for item in references:
        unique.setdefault((item.uin, item.ids, item.house, item.days), item)
    return tuple(unique.values())


def _blanked(text: str, spans: list[tuple[int, int]], mark: str = _BLANK) -> str:
    """Return a text with ``mark`` in place of each character of the spans, so that offsets stay the same."""
    for start, end in spans:
        text = text[:start] + mark * (end - start) + text[end:]
    return text
