"""Records -> RIS, which reference managers read: a line a tag, so that no text can bring a tag of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.model.question import Question
from web.exports.about import About
from web.site import urls, wording
from web.site.xml_text import without_forbidden

MEDIA_TYPE = "application/x-research-info-systems"
_END = "\r\n"


def references(questions: Iterable[Question], about: About) -> Iterator[bytes]:
    """A reference a record."""
    return (reference(question, about.root, f"{about.data_of}: {about.words}") for question in questions)


def reference(question: Question, root: str, data_of: str) -> bytes:
    """One record: the question is its abstract, the answer its note."""
    day = question.tabled_on
    pairs = (
        ("TI", wording.title(question)),
        ("AU", question.asked_by.list_as or question.asked_by.label),
        ("PY", f"{day.year:04}" if day else ""),
        ("DA", f"{day:%Y/%m/%d}/" if day else ""),
        ("T2", f"House of {question.house} written questions"),
        ("M1", question.uin),
        ("AN", question.id),
        ("PB", "UK Parliament"),
        ("KW", question.answering_body.name),
        ("AB", question.text),
        ("N1", answer(question)),
        ("UR", f"{root}{urls.record(question.id)}"),
        ("DB", f"Wrans, data of {data_of}"),
        ("LA", "en-GB"),
    )
    lines = [f"{tag}  - {one_line(value)}" for tag, value in pairs if value]
    return _END.join(("TY  - GOVDOC", *lines, "ER  - ", "", "")).encode()


def answer(question: Question) -> str:
    """Who answered when, and what; "" while nobody has."""
    if question.answer is None:
        return ""
    return ": ".join(filter(None, (wording.sentence_case(wording.answered_phrase(question)) or "Answer", question.answer.text)))


def one_line(text: str) -> str:
    """The text with every line break and run of white space as one space."""
    return " ".join(without_forbidden(text).split())
