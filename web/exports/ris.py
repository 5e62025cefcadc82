"""RIS, a format of reference managers: a tag and its value in each line. Values are put in one line, so no text adds a tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.model.question import Question
from web.exports.description import ExportDescription
from web.site import wording
from web.site.citations.bibliography import author_name, citation_day, citation_year
from web.site.citations.styles import reference_address, reference_title
from web.site.xml_text import without_forbidden

MEDIA_TYPE = "application/x-research-info-systems"
_LINE_END = "\r\n"


def references(questions: Iterable[Question], description: ExportDescription) -> Iterator[bytes]:
    """Write a reference for each record."""
    data_source = f"{description.freshness}: {description.search}"
    return (reference(question, description.root, data_source, is_sample=description.info.is_sample) for question in questions)


def reference(question: Question, root: str, freshness: str, *, is_sample: bool = False) -> bytes:
    """Write one record: the question is its abstract, the answer its note. ``freshness`` ends the name of the database.

    A record of the sample data has the address of this site, since it is nowhere else.
    """
    day = citation_day(question)
    pairs = (
        ("TI", reference_title(question)),
        ("AU", author_name(question.asked_by)),
        ("PY", f"{year:04}" if (year := citation_year(question)) else ""),
        ("DA", f"{day:%Y/%m/%d}/" if day else ""),
        ("T2", f"House of {question.house} written questions"),
        ("M1", question.uin),
        ("AN", question.id),
        ("PB", "UK Parliament"),
        ("KW", question.answering_body.name),
        ("AB", wording.with_cut_mark(question.text, question.is_cut)),
        ("N1", answer_note(question)),
        ("UR", reference_address(question, root, is_sample=is_sample)),
        ("DB", ". ".join(filter(None, ("Wrans", freshness)))),
        ("LA", "en-GB"),
    )
    lines = [f"{tag}  - {one_line(value)}" for tag, value in pairs if value]
    return _LINE_END.join(("TY  - GOVDOC", *lines, "ER  - ", "", "")).encode()


def answer_note(question: Question) -> str:
    """Return who answered, when, and the text of the answer; "" for a question without an answer."""
    if question.answer is None:
        return ""
    heading = wording.sentence_case(wording.answered_phrase(question))
    return ": ".join(filter(None, (heading, wording.with_cut_mark(question.answer.text, question.answer.is_cut))))


def one_line(text: str) -> str:
    """Return the text with each line break or run of white space as one space."""
    return " ".join(without_forbidden(text).split())
