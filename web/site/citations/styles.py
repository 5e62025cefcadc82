"""The citation of a record in each style. Each leads to Parliament, where the record is published, not to this site.

Since September 2014 written answers have no volume and column of Hansard, so a question is cited by its number and the day it
was tabled. ``docs/help/records.md`` names the rule of each style that is followed. A title that was made here is never quoted:
the question is described instead.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date

import msgspec

from search.model.question import Question
from search.text.dates import long_date
from web.site import outside_links, urls, wording
from web.site.citations.bibliography import author_name, citation_day, citation_year, is_surname_first

_WITHOUT_ARTICLE = ("Women", "HM ", "His ", "Her ", "The ")
"""How names of answering bodies begin that take no article."""

_PARLIAMENT = "UK Parliament"


class Citation(msgspec.Struct, frozen=True):
    """The citation of a record in a style: the name of the style, and the text in one line."""

    style: str
    text: str


def citations(question: Question, today: date, *, is_sample: bool = False) -> tuple[Citation, ...]:
    """Return the citations of a record, the short one first; ``today`` is the day of access, which two styles give.

    A record of the sample data is nowhere else, so it is cited without an address.
    """
    address = "" if is_sample else parliament_address(question)
    return (
        Citation("Short", short(question, address)),
        Citation("OSCOLA", _oscola(question, address, today)),
        Citation("Harvard", _harvard(question, address, today)),
        Citation("Chicago", _chicago(question, address)),
    )


def parliament_address(question: Question) -> str:
    """Return the address of a record at parliament.uk: its page, or else its URI, which names it in any copy of the data."""
    return outside_links.parliament_page(question) or (urls.record_uri(question.id) if question.id.isdecimal() else "")


def reference_address(question: Question, root: str, *, is_sample: bool) -> str:
    """Return the address that a reference manager gets: at parliament.uk, or that of this site where Parliament has none."""
    return ("" if is_sample else parliament_address(question)) or f"{root}{urls.record(question.id)}"


def short(question: Question, address: str) -> str:
    """Return ``HC WQ 12345, 3 March 2024, https://…``: House, number and day, or those that are known, and the address."""
    cited = wording.short_citation(question)
    if not cited:
        number = f"written question {question.uin}" if question.uin else f"written question, record {question.id}"
        cited = ", ".join(filter(None, (f"House of {question.house} {number}", _cited_day(question))))
    return ", ".join(filter(None, (cited, address)))


def reference_title(question: Question) -> str:
    """Return the title for a reference manager: the heading, or else the kind of the question and its first words."""
    if question.heading:
        return question.heading
    beginning = wording.quoted_title(question)
    return f"{_described(question)}: {beginning[:1].lower()}{beginning[1:]}"


def _oscola(question: Question, address: str, today: date) -> str:
    """``Author, ‘Title’ (work, date) <address> accessed date``, the form of OSCOLA for online sources."""
    title = f"‘{question.heading}’" if question.heading else _described(question)
    work = ", ".join(filter(None, (_work(question), _cited_day(question))))
    where = f" <{address}> accessed {long_date(today)}" if address else ""
    return ", ".join(filter(None, (question.asked_by.label, title))) + f" ({work}){where}"


def _harvard(question: Question, address: str, today: date) -> str:
    """``Author (year) ‘Subject’. Hansard: House - written question number, day. Available at: address (Accessed: date).``"""
    year = citation_year(question)
    title = f"‘{question.heading}’" if question.heading else _described(question)
    day = citation_day(question)
    parts = (
        f"{_with_initials(author_name(question.asked_by)) or _PARLIAMENT} ({year or 'no date'}) {title}",
        ", ".join(
            filter(None, (f"Hansard: {_work(question, ' - ')}", f"{day.day} {calendar.month_name[day.month]}" if day else ""))
        ),
        f"Available at: {address} (Accessed: {long_date(today)})" if address else "",
    )
    return ". ".join(filter(None, parts)) + "."


def _chicago(question: Question, address: str) -> str:
    """``Author. “Title.” Work, month day, year. Address.``, the form of a bibliography for a web page."""
    day = citation_day(question)
    title = f"“{_with_stop(question.heading)}”" if question.heading else _with_stop(_described(question))
    dated = f"{calendar.month_name[day.month]} {day.day}, {day.year}" if day else "n.d"
    work = f"{_work(question)}, {dated}."
    author = author_name(question.asked_by) or _PARLIAMENT
    return " ".join(filter(None, (_with_stop(author), title, wording.sentence_case(work), address and f"{address}.")))


def _work(question: Question, dash: str = " ") -> str:
    """The House, and the number of the question or of its record."""
    number = f" {question.uin}" if question.uin else f", record {question.id}"
    return f"House of {question.house}{dash}written question{number}"


def _described(question: Question) -> str:
    """A description in place of a title, for a question without a heading."""
    body = question.answering_body.name
    if not body:
        return "Written question"
    return f"Written question to {'' if body.startswith(_WITHOUT_ARTICLE) else 'the '}{body}"


def _cited_day(question: Question) -> str:
    """The day tabled; if that is not known, the day answered, which is said."""
    if question.tabled_on:
        return long_date(question.tabled_on)
    answered_on = question.answer.answered_on if question.answer else None
    return f"answered {long_date(answered_on)}" if answered_on else ""


def _with_initials(name: str) -> str:
    """Return ``Okonjo-Reed, T.`` for a surname and forenames; other names unchanged."""
    if not is_surname_first(name):
        return name
    surname, _, forenames = name.partition(", ")
    return f"{surname}, {''.join(_initials(forenames))}"


def _initials(forenames: str) -> Iterator[str]:
    for forename in forenames.split():
        yield f"{forename[0].upper()}."


def _with_stop(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
