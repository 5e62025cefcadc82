"""BibTeX. Texts are escaped, so that no text ends its field or is a command to LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from search.model.question import Question
from web.exports.description import ExportDescription
from web.exports.ris import answer_note, one_line
from web.site import wording
from web.site.citations.bibliography import author_name, citation_day, citation_year, is_surname_first
from web.site.citations.styles import reference_address, reference_title

MEDIA_TYPE = "application/x-bibtex"

_LATEX_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
"""BibTeX counts braces, escaped or not, so braces are written by name."""

_LATEX_SPECIAL = re.compile(f"[{re.escape(''.join(_LATEX_ESCAPES))}]")
_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9.-]")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def references(questions: Iterable[Question], description: ExportDescription) -> Iterator[bytes]:
    """Write the description as a comment, then an entry for each record."""
    yield f"@comment{{{escaped(description.comment)}}}\n\n".encode()
    for question in questions:
        yield reference(question, description.root, description.freshness, is_sample=description.info.is_sample)


def reference(question: Question, root: str, freshness: str, *, is_sample: bool = False) -> bytes:
    """Write one record as an entry: the question is its abstract, the answer its annotation."""
    fields = {
        "author": _author(author_name(question.asked_by)),
        "title": _verbatim(reference_title(question)),
        "howpublished": _braced(f"House of {question.house} written question {question.uin}"),
        "year": f"{{{year}}}" if (year := citation_year(question)) else "",
        "month": "",
        "day": "",
        "note": _braced(wording.sentence_case(wording.answered_phrase(question))),
        "url": f"{{{reference_address(question, root, is_sample=is_sample)}}}",
        "keywords": _braced(question.answering_body.name),
        "abstract": _braced(wording.with_cut_mark(question.text, question.is_cut)),
        "annote": _braced(answer_note(question)),
        "source": _braced(". ".join(filter(None, ("Wrans", freshness)))),
    }
    if day := citation_day(question):
        fields |= {"month": _MONTHS[day.month - 1], "day": f"{{{day.day}}}"}
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items() if value)
    return f"@misc{{{citation_key(question.id)},\n{lines}}}\n\n".encode()


def citation_key(id: str) -> str:
    """Return the key that an entry is cited by. A character that keys cannot have is written as its code point."""
    return "wrans-" + _NOT_IN_KEYS.sub(lambda match: f"_{ord(match[0]):x}_", id)


def escaped(text: str) -> str:
    """Return the text in one line, with LaTeX's special characters escaped."""
    return _LATEX_SPECIAL.sub(lambda match: _LATEX_ESCAPES[match[0]], one_line(text))


def _braced(text: str) -> str:
    return f"{{{escaped(text)}}}" if text else ""


def _author(name: str) -> str:
    """Return a name that BibTeX may take apart, or a title in double braces, which it may not."""
    return _braced(name) if is_surname_first(name) else _verbatim(name)


def _verbatim(text: str) -> str:
    """Put a name or title in double braces, so that BibTeX neither splits it nor changes its capitals."""
    return f"{{{_braced(text)}}}" if text else ""
