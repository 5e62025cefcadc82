"""TheyWorkForYou's elements to questions: a group of ``ques`` and the ``reply`` to them. Reads elements, no files.

One record a question: a ``ques`` may hold several, and several may be answered together. The files say when a question
was answered, not when it was tabled, and number members in a way of their own, which is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from lxml import etree

from indexer.cleaning.html_to_text import has_table, plain_text
from indexer.outcomes import InvalidRecord
from indexer.sources.field_readers import read_date, read_person
from search.model.question import Answer, AnsweringBody, GroupedQuestion, House, Question, SourceRecord

_GID = re.compile(r"/(\d{4}-\d{2}-\d{2})[a-z]*\.([\w.]+)$")
_NUMBERING = re.compile(r"^\(\d+\)\s*")
_NOT_IN_UIN = re.compile(r"[^A-Za-z0-9.-]")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_SMALL_WORDS = frozenset("a an and at by for from in of on or the to with".split())


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """What stands together in a file: the headings it stands under, the questions, and the replies if any."""

    major_heading: str
    minor_heading: str
    questions: Sequence[etree._Element]
    replies: Sequence[etree._Element]


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One question of a group. ``uin`` is "" where the file gives none."""

    element: etree._Element
    uin: str
    text: str


def question_parts(group: QuestionGroup) -> list[QuestionPart]:
    """The questions of a group, in order."""
    return [asked for element in group.questions for asked in _parts(element)]


def read_question(group: QuestionGroup, asked: QuestionPart) -> Question:
    """One question of a group. Raises ``InvalidRecord``."""
    answered_on, number = _gid(asked.element)
    if not asked.text:
        raise InvalidRecord("the question has no text")
    house = _house(group, asked)
    others = tuple(GroupedQuestion(other.uin) for other in question_parts(group) if other.uin and other.uin != asked.uin)
    return Question(
        id=f"{house.lower()}-{answered_on.isoformat()}-{asked.uin or number}",
        house=house,
        text=asked.text,
        uin=asked.uin,
        asked_by=read_person(asked.element.get("speakername", "")),
        answering_body=AnsweringBody(_title_case(group.major_heading)),
        heading=group.minor_heading,
        answer=_answer(group, answered_on),
        held_on=_held_on(group),
        grouped=others,
        source_records=(SourceRecord("theyworkforyou", "".join(map(_xml, (asked.element, *group.replies)))),),
    )


def _parts(element: etree._Element) -> Iterator[QuestionPart]:
    """The numbered paragraphs, each with the opening they share: "To ask the Secretary of State for X", then "(1) ..."."""
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
    parts = [part for reply in group.replies for part in reply if part.get("class") != "holdinganswer"]
    html = "".join(map(_html, parts))
    return Answer(
        html=html,
        text=plain_text(html),
        answered_on=answered_on,
        answered_by=read_person(group.replies[-1].get("speakername", "")),
        has_table=has_table(html),
    )


def _held_on(group: QuestionGroup) -> date | None:
    """The last day on which, as the reply's first line tells, only a holding answer was given."""
    codes = [
        phrase.get("code", "")
        for reply in group.replies
        for phrase in reply.iterfind("p[@class='holdinganswer']/phrase[@class='date']")
    ]
    return read_date(max(codes, default=None), "the date of the holding answer")


def _gid(element: etree._Element) -> tuple[date, str]:
    """The day and the number in "uk.org.publicwhip/wrans/2009-10-26f.294961.q0"; its letter counts scrapings of the file."""
    gid = element.get("id", "")
    found = _GID.search(gid)
    answered_on = read_date(found[1], "the id's date") if found else None
    if found is None or answered_on is None:
        raise InvalidRecord(f"the id holds no date: {gid!r}")
    return answered_on, found[2]


def _house(group: QuestionGroup, asked: QuestionPart) -> House:
    """Lords numbers begin HL; the files' own ids do not tell the Houses apart, but their speakers and sources do."""
    if asked.uin:
        return "Lords" if asked.uin.startswith("HL") else "Commons"
    hints = [value for element in (asked.element, *group.replies) for value in element.attrib.values()]
    return "Lords" if any("/lord/" in hint or "/ldhansrd/" in hint for hint in hints) else "Commons"


def _html(part: etree._Element) -> str:
    """A paragraph or table as HTML, without the marks TheyWorkForYou puts in."""
    copy = deepcopy(part)
    etree.strip_tags(copy, "phrase")
    for element in copy.iter():
        element.attrib.pop("pid", "")
        element.attrib.pop("qnum", "")
    return etree.tostring(copy, method="html", encoding="unicode", with_tail=False)


def _xml(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)


def _title_case(heading: str) -> str:
    """ "WORK AND PENSIONS" as "Work and Pensions"; a heading not all in capitals stays."""
    if not heading.isupper():
        return heading
    words = _WORD.sub(lambda found: _title_word(found[0].lower()), heading)
    return words[:1].upper() + words[1:]


def _title_word(word: str) -> str:
    return word if word in _SMALL_WORDS else word.capitalize()
