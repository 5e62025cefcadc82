"""Records -> BibTeX: whatever stands in a text, it neither ends its field nor is a command to LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from search.model.question import Question
from web.exports.about import About
from web.exports.ris import answer, one_line
from web.site import urls, wording

MEDIA_TYPE = "application/x-bibtex"

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
"""BibTeX counts braces, escaped or not, so they are written by name."""

_ACTED_ON = re.compile(f"[{re.escape(''.join(_LATEX))}]")
_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9.-]")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def references(questions: Iterable[Question], about: About) -> Iterator[bytes]:
    """An entry a record, after a comment that says what they are."""
    yield f"@comment{{{escaped(about.remark)}}}\n\n".encode()
    for question in questions:
        yield reference(question, about.root, about.data_of)


def reference(question: Question, root: str, data_of: str) -> bytes:
    """One record as an entry: the question is its abstract, the answer its annotation."""
    fields = {
        "author": _whole(question.asked_by.label),
        "title": _whole(wording.title(question)),
        "howpublished": _text(f"House of {question.house} written question {question.uin}"),
        "year": "",
        "month": "",
        "day": "",
        "note": _text(wording.sentence_case(wording.answered_phrase(question))),
        "url": f"{{{root}{urls.record(question.id)}}}",
        "keywords": _text(question.answering_body.name),
        "abstract": _text(question.text),
        "annote": _text(answer(question)),
        "source": _text(f"Wrans, data of {data_of}"),
    }
    if day := question.tabled_on:
        fields |= {"year": f"{{{day.year}}}", "month": _MONTHS[day.month - 1], "day": f"{{{day.day}}}"}
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items() if value)
    return f"@misc{{{key(question.id)},\n{lines}}}\n\n".encode()


def key(id: str) -> str:
    """What an entry is cited by. Characters that a key cannot have are written as their number."""
    return "wrans-" + _NOT_IN_KEYS.sub(lambda found: f"_{ord(found[0]):x}_", id)


def escaped(text: str) -> str:
    """The text in one line, every character that LaTeX would act on named instead."""
    return _ACTED_ON.sub(lambda found: _LATEX[found[0]], one_line(text))


def _text(text: str) -> str:
    return f"{{{escaped(text)}}}" if text else ""


def _whole(text: str) -> str:
    """A name or title that is to stay as it is: doubled braces keep it from being parted or put in small letters."""
    return f"{{{_text(text)}}}" if text else ""
