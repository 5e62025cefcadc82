"""Decodes a group of TheyWorkForYou's ``ques`` and ``reply`` elements into questions. Takes elements, no files.

Each question becomes one record: a ``ques`` may contain several questions, and several may have one reply. The files give the
day of the answer, not the day tabled. Their member ids are TheyWorkForYou's own, and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date

import msgspec
from lxml import etree

from indexer.cleaning.html_to_text import has_table, plain_text
from indexer.outcomes import InvalidRecord
from indexer.sources.field_readers import read_date, read_person
from search.model.question import Answer, AnsweringBody, GroupedQuestion, House, Question, SourceRecord

_ELEMENT_ID = re.compile(r"/(\d{4}-\d{2}-\d{2})[a-z]*\.([\w.]+)$")
_NUMBERING = re.compile(r"^\(\d+\)\s*")
_NOT_IN_UIN = re.compile(r"[^A-Za-z0-9.-]")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_SMALL_WORDS = frozenset("a an and at by for from in of on or the to with".split())


class QuestionGroup(msgspec.Struct, frozen=True):
    """Questions that are answered together: their headings, their ``ques`` elements, and their ``reply`` elements, if any."""

    major_heading: str
    minor_heading: str
    questions: Sequence[etree._Element]
    replies: Sequence[etree._Element]


class QuestionPart(msgspec.Struct, frozen=True):
    """One question of a ``ques`` element. ``uin`` is "" if the file gives none."""

    element: etree._Element
    uin: str
    text: str


def question_parts(group: QuestionGroup) -> list[QuestionPart]:
    """Return the questions of a group, in order."""
    return [part for element in group.questions for part in _parts(element)]


def read_question(group: QuestionGroup, part: QuestionPart) -> Question:
    """Return one question of a group. Raises ``InvalidRecord``."""
    answered_on, number = _date_and_number(part.element)
    if not part.text:
        raise InvalidRecord("the question has no text")
    house = _house(group, part)
    grouped = tuple(GroupedQuestion(other.uin) for other in question_parts(group) if other.uin and other.uin != part.uin)
    return Question(
        id=f"{house.lower()}-{answered_on.isoformat()}-{part.uin or number}",
        house=house,
        text=part.text,
        uin=part.uin,
        asked_by=read_person(part.element.get("speakername", "")),
        answering_body=AnsweringBody(_title_case(group.major_heading)),
        heading=group.minor_heading,
        answer=_answer(group, answered_on),
        held_on=_held_on(group),
        grouped=grouped,
        source_records=(SourceRecord("theyworkforyou", "".join(map(_xml, (part.element, *group.replies)))),),
    )


def _parts(element: etree._Element) -> Iterator[QuestionPart]:
    """Yield the numbered paragraphs, each after their common opening: "To ask the Secretary of State for X", then "(1) ..."."""
    opening: list[str] = []
    numbered: list[tuple[str, list[str]]] = []
    for paragraph in element:
        uin = _NOT_IN_UIN.sub("", paragraph.get("qnum", ""))
        text = plain_text(_html(paragraph))
        if uin:
            numbered.append((uin, [*opening, _NUMBERING.sub("", text)]))
        else:
            (numbered[-1][1] if numbered else opening).append(text)
    for uin, texts in numbered or [("", opening)]:
        yield QuestionPart(element, uin, " ".join(filter(None, texts)))


def _answer(group: QuestionGroup, answered_on: date) -> Answer | None:
    if not group.replies:
        return None
    paragraphs = [child for reply in group.replies for child in reply if child.get("class") != "holdinganswer"]
    html = "".join(map(_html, paragraphs))
    return Answer(
        html=html,
        text=plain_text(html),
        answered_on=answered_on,
        answered_by=read_person(group.replies[-1].get("speakername", "")),
        has_table=has_table(html),
    )


def _held_on(group: QuestionGroup) -> date | None:
    """Return the last day of a holding answer, which the first line of a reply gives."""
    codes = [
        phrase.get("code", "")
        for reply in group.replies
        for phrase in reply.iterfind("p[@class='holdinganswer']/phrase[@class='date']")
    ]
    return read_date(max(codes, default=None), "the date of the holding answer")


def _date_and_number(element: etree._Element) -> tuple[date, str]:
    """Split an id such as "uk.org.publicwhip/wrans/2009-10-26f.294961.q0". The letter after the date is the file's version."""
    element_id = element.get("id", "")
    match = _ELEMENT_ID.search(element_id)
    answered_on = read_date(match[1], "the id's date") if match else None
    if match is None or answered_on is None:
        raise InvalidRecord(f"the id contains no date: {element_id!r}")
    return answered_on, match[2]


def _house(group: QuestionGroup, part: QuestionPart) -> House:
    """Return the House: a UIN of the Lords begins with HL; without a UIN, the speaker ids and the links decide."""
    if part.uin:
        return "Lords" if part.uin.startswith("HL") else "Commons"
    values = [value for element in (part.element, *group.replies) for value in element.attrib.values()]
    return "Lords" if any("/lord/" in value or "/ldhansrd/" in value for value in values) else "Commons"


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
