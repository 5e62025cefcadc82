"""Decodes a group of TheyWorkForYou's ``ques`` and ``reply`` elements into questions. Takes elements, no files.

Each question becomes one record: a ``ques`` may contain several questions, and several may have one reply. Until 2014 the ids
have the day of the answer, and nothing has the day tabled. Since then the ids and the addresses have the day tabled, and only
the file's name has the day of the answer. The member ids are TheyWorkForYou's own, and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Self

import msgspec
from lxml import etree

from indexer.cleaning.html_repair import repaired_html
from indexer.cleaning.html_to_text import has_table, plain_text
from indexer.outcomes import InvalidRecord, Warn
from indexer.sources.field_readers import read_date, read_line, read_person, read_uin, shown
from search.model.question import Answer, AnsweringBody, GroupedQuestion, House, Question, SourceRecord

FIRST_DAY_OF_TABLED_IDS = date(2014, 9, 1)
"""Hansard printed its last written answers in September 2014. Ids since then have no letter, and the day tabled."""

_FILE_NAME = re.compile(r"(?<![a-z])(?P<kind>answers|lordswrans)(?P<day>\d{4}-\d\d-\d\d)[a-z]*\.", re.ASCII)
_ELEMENT_ID = re.compile(r"/(?P<day>\d{4}-\d\d-\d\d)(?P<version>[a-z]*)\.(?P<number>[\w.]+)$", re.ASCII)
_QUESTION_ADDRESS = re.compile(r"/(?P<day>\d{4}-\d\d-\d\d)/(?P<uin>(?:HL)?\d+)/?(?:[?#]|$)", re.ASCII | re.IGNORECASE)
_NUMBER_OF_ID = re.compile(r"((?:HL)?\d+)\.q\d+", re.ASCII)
_NUMBERING = re.compile(r"^\(\d+\)\s*")
_NOT_IN_UIN = re.compile(r"[^A-Za-z0-9.-]")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_SMALL_WORDS = frozenset("a an and at by for from in of on or the to with".split())


class FileName(msgspec.Struct, frozen=True):
    """The facts in the name of a file: the day of its answers, None if it has no day, and whether they are of the Lords."""

    answered_on: date | None = None
    is_lords: bool = False

    @classmethod
    def of(cls, path: Path, warn: Warn) -> Self:
        """Read the name of a file such as ``answers2019-03-12.xml`` or ``lordswrans2009-10-27a.xml``."""
        match = _FILE_NAME.search(path.name)
        if match is None:
            return cls()
        return cls(read_date(match["day"], "the day in the file's name", warn), match["kind"] == "lordswrans")


class QuestionGroup(msgspec.Struct, frozen=True):
    """Questions that are answered together: their headings, their ``ques`` elements, and their ``reply`` elements, if any.

    ``warnings`` say how the elements were repaired.
    """

    major_heading: str
    minor_heading: str
    questions: Sequence[etree._Element]
    replies: Sequence[etree._Element]
    warnings: tuple[str, ...] = ()


class QuestionPart(msgspec.Struct, frozen=True):
    """One question of a ``ques`` element. ``uin`` is "" if the file gives none."""

    element: etree._Element
    uin: str
    text: str


class _Days(msgspec.Struct, frozen=True):
    """The days of a question that its element gives, and its number in the file."""

    tabled_on: date | None
    answered_on: date | None
    number: str


def question_parts(group: QuestionGroup) -> list[QuestionPart]:
    """Return the questions of a group, in order."""
    return [part for element in group.questions for part in _parts(element)]


def read_question(group: QuestionGroup, part: QuestionPart, file: FileName, warn: Warn) -> Question:
    """Return one question of a group. ``warn`` is called with each fault of its values. Raises ``InvalidRecord``."""
    for warning in group.warnings:
        warn(warning)
    days = _days(part.element, file, warn)
    body = _title_case(group.major_heading)
    if not (part.text or group.minor_heading or body):
        raise InvalidRecord("the question has no text")
    house = _house(group, part, file)
    day = days.tabled_on or days.answered_on
    assert day is not None
    grouped = tuple(GroupedQuestion(other.uin) for other in question_parts(group) if other.uin and other.uin != part.uin)
    return Question(
        id=f"{house.lower()}-{day.isoformat()}-{part.uin or days.number}",
        house=house,
        text=part.text,
        uin=part.uin,
        tabled_on=days.tabled_on,
        asked_by=read_person(part.element.get("speakername", "")),
        answering_body=AnsweringBody(body),
        heading=read_line(group.minor_heading),
        answer=_answer(group, days.answered_on),
        held_on=_held_on(group, warn),
        grouped=grouped,
        source_records=(SourceRecord("theyworkforyou", "".join(map(_xml, (part.element, *group.replies)))),),
    )


def _parts(element: etree._Element) -> Iterator[QuestionPart]:
    """Yield the numbered paragraphs, each after their common opening: "To ask the Secretary of State for X", then "(1) ..."."""
    opening: list[str] = []
    numbered: list[tuple[str, list[str]]] = []
    for paragraph in element:
        uin = read_uin(_NOT_IN_UIN.sub("", paragraph.get("qnum", "")))
        text = plain_text(_html(paragraph))
        if uin:
            numbered.append((uin, [*opening, _NUMBERING.sub("", text)]))
        else:
            (numbered[-1][1] if numbered else opening).append(text)
    for uin, texts in numbered or [(_uin_of_element(element), opening)]:
        yield QuestionPart(element, uin, " ".join(filter(None, texts)))


def _uin_of_element(element: etree._Element) -> str:
    """Return the UIN that the address, or an id with the day tabled, has in place of a numbered paragraph; "" if neither."""
    address, identifier = _QUESTION_ADDRESS.search(element.get("url", "")), _ELEMENT_ID.search(element.get("id", ""))
    if address:
        return read_uin(address["uin"])
    number = identifier and not identifier["version"] and _NUMBER_OF_ID.fullmatch(identifier["number"])
    return read_uin(number[1]) if number else ""


def _answer(group: QuestionGroup, answered_on: date | None) -> Answer | None:
    if not group.replies:
        return None
    paragraphs = [child for reply in group.replies for child in reply if child.get("class") != "holdinganswer"]
    html = repaired_html("".join(map(_html, paragraphs)))
    return Answer(
        html=html,
        text=plain_text(html),
        answered_on=answered_on,
        answered_by=read_person(group.replies[-1].get("speakername", "")),
        has_table=has_table(html),
    )


def _held_on(group: QuestionGroup, warn: Warn) -> date | None:
    """Return the last day of a holding answer, which the first line of a reply gives."""
    codes = [
        phrase.get("code", "")
        for reply in group.replies
        for phrase in reply.iterfind("p[@class='holdinganswer']/phrase[@class='date']")
    ]
    return read_date(max(codes, default=None), "the date of the holding answer", warn)


def _days(element: etree._Element, file: FileName, warn: Warn) -> _Days:
    """Return the days in an id such as "uk.org.publicwhip/wrans/2009-10-26f.294961.q0" and in the address.

    The letter after the day is the version of a file of the time when ids had the day of the answer.
    """
    element_id = element.get("id", "")
    identifier = _ELEMENT_ID.search(element_id)
    address = _QUESTION_ADDRESS.search(element.get("url", ""))
    number = identifier["number"] if identifier else ""
    of_id = read_date(identifier["day"], "the id's date", warn) if identifier else None
    tabled_on = read_date(address["day"], "the date in the address", warn) if address else None
    if tabled_on is None and identifier and of_id and not identifier["version"] and of_id >= FIRST_DAY_OF_TABLED_IDS:
        tabled_on = of_id
    if tabled_on is None and of_id is None:
        raise InvalidRecord(f"the id contains no date: {shown(element_id)}")
    if tabled_on is None:
        return _Days(None, of_id, number)
    answered_on = file.answered_on
    if answered_on and answered_on < tabled_on:
        warn(f"the day in the file's name is before the question was tabled: {answered_on}")
        answered_on = None
    return _Days(tabled_on, answered_on, number)


def _house(group: QuestionGroup, part: QuestionPart, file: FileName) -> House:
    """Return the House: a UIN of the Lords begins with HL; without a UIN, the speaker ids, the links and the file decide."""
    if part.uin:
        return "Lords" if part.uin.startswith("HL") else "Commons"
    values = [value for element in (part.element, *group.replies) for value in element.attrib.values()]
    is_lords = file.is_lords or any("/lord/" in value or "/ldhansrd/" in value for value in values)
    return "Lords" if is_lords else "Commons"


def _html(element: etree._Element) -> str:
    """Return a paragraph or table as HTML, without the markup that TheyWorkForYou adds."""
    copy = deepcopy(element)
    etree.strip_tags(copy, "phrase")
    for descendant in copy.iter():
        descendant.attrib.pop("pid", "")
        descendant.attrib.pop("qnum", "")
    return etree.tostring(copy, method="html", encoding="unicode", with_tail=False)


def _xml(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)


def _title_case(heading: str) -> str:
    """Return "WORK AND PENSIONS" as "Work and Pensions". A heading that is not all capitals is not changed."""
    if not heading.isupper():
        return heading
    words = _WORD.sub(lambda word: _title_word(word[0].lower()), heading)
    return words[:1].upper() + words[1:]


def _title_word(word: str) -> str:
    return word if word in _SMALL_WORDS else word.capitalize()
