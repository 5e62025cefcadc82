"""Marks the texts of an export that the source cut short. So no reader takes the beginning of a text for the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from search.model.question import Question
from web.site.wording import with_cut_mark


def marked(question: Question) -> Question:
    """Return the record with a mark at the end of each text that was cut short."""
    answer = question.answer
    if answer is not None and answer.is_cut:
        answer = replace(answer, text=with_cut_mark(answer.text, True), html=with_cut_mark(answer.html, True))
    elif not question.is_cut:
        return question
    return replace(question, text=with_cut_mark(question.text, question.is_cut), answer=answer)


def all_marked(questions: Iterable[Question]) -> Iterator[Question]:
    """Yield the records with their cut texts marked."""
    return map(marked, questions)
