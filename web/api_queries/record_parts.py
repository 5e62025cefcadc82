"""The texts of a record in parts of limited size, for assistants: in the tools and in Markdown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

import msgspec

from search.errors import BadRequest, Problem
from search.model.question import Question
from search.results.phrasing import counted
from web.site import wording

Size = Callable[[str], int]
"""The size of a text in bytes, as it is sent."""


class Section(msgspec.Struct, frozen=True):
    """A text of a record, or a piece of it. ``introduction`` says who asked or answered; "" in the pieces after the first."""

    title: str
    introduction: str
    text: str


class Part(msgspec.Struct, frozen=True):
    """A part of the texts of a record. ``number`` counts from 1 to ``count``; ``following`` characters are in later parts."""

    sections: tuple[Section, ...]
    number: int
    count: int
    following: int


def record_sections(question: Question) -> tuple[Section, ...]:
    """The question, and its answer with the names of its attachments."""
    question_section = Section(
        "Question", wording.asked_phrase(question), wording.with_cut_mark(question.text, question.is_cut)
    )
    answer = question.answer
    if answer is None:
        return (question_section,)
    title = "Holding answer" if question.answer_is_holding else "Answer"
    attachments = [f"Attachment: {file.title or file.file_name}" for file in answer.attachments]
    text = "\n".join([wording.with_cut_mark(answer.text, answer.is_cut), *attachments])
    return (question_section, Section(title, wording.sentence_case(wording.answered_phrase(question)), text))


def record_part(question: Question, number: int, limit: int, size: Size) -> Part:
    """Return a part of at most ``limit`` bytes. Raises ``BadRequest`` for a number that no part has."""
    parts = split(record_sections(question), limit, size)
    if not 1 <= number <= len(parts):
        count = counted(len(parts), "part")
        raise BadRequest((Problem("part", f"part: Record {question.id} has {count}; there is no part {number}."),))
    following = sum(len(section.text) for part in parts[number:] for section in part)
    return Part(parts[number - 1], number, len(parts), following)


def split(sections: Iterable[Section], limit: int, size: Size) -> list[tuple[Section, ...]]:
    """Divide sections into parts of at most ``limit`` bytes, between paragraphs and rows of tables if none is longer.

    An introduction of more than a quarter of a part is shortened.
    """
    parts: list[list[Section]] = [[]]
    room = limit
    for section in sections:
        introduction, rest = _shortened(section.introduction, limit // 4, size), section.text
        while True:
            free = room - size(introduction)
            text = _next_text(rest, free, limit if parts[-1] else free, size)
            if free >= 0 and (text or not rest):
                parts[-1].append(Section(section.title, introduction, text))
                introduction, rest = "", rest[len(text) :]
                room = free - size(text)
                if not rest:
                    break
            parts.append([])
            room = limit
    return [tuple(part) for part in parts]


def longest_prefix(text: str, limit: int, size: Size) -> str:
    """Return the longest beginning of a text that is at most ``limit`` bytes."""
    head = text[: max(0, limit)]
    return head[: max(0, bisect_right(range(len(head) + 1), limit, key=lambda end: size(head[:end])) - 1)]


def _next_text(text: str, room: int, limit: int, size: Size) -> str:
    """Return the beginning of a text, at most ``room`` bytes; "" if its first paragraph is whole in a new part of ``limit``."""
    if len(text) <= room and size(text) <= room:
        return text
    piece = longest_prefix(text, room, size)
    end = piece.rfind("\n") + 1
    following = text[end:].partition("\n")[0]
    if end > len(piece) // 2 or size(following) <= limit:
        return piece[:end]
    for mark in (" | ", " ") if " | " in following else (". ", " "):
        offset = piece.rfind(mark)
        if offset >= len(piece) // 2:
            return piece[: offset + len(mark)]
    return piece


def _shortened(text: str, limit: int, size: Size) -> str:
    return text if size(text) <= limit else f"{longest_prefix(text, limit, size)} …"
