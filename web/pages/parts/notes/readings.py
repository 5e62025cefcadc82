"""What the text of a search was taken for: references to questions, or a draft. Each reading has a way out."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from search.pipeline import drafts, reference_search
from search.pipeline.reference_search import ReferenceReading
from search.pipeline.relevance_policy import SearchOutcome
from search.query.reference_reader import read_references
from search.query.references import Reference
from search.query.request import SearchRequest
from web.site import urls
from web.site.link import Link

WORDS_INSTEAD = "Search for the words instead"


class ReadingView(msgspec.Struct, frozen=True):
    """What a text was taken for, or may be taken for: a reference, a date, a draft.

    ``sentence`` says what; ``links`` lead on from it. ``way_out`` leads to the search for the words instead; None if the search
    is for the words.
    """

    sentence: str
    links: tuple[Link, ...] = ()
    way_out: Link | None = None


def readings(search: SearchRequest, outcome: SearchOutcome) -> tuple[ReadingView, ...]:
    """Every reading of the text of a search, and the links back to readings that the reader has turned off."""
    return tuple(_readings(search, outcome))


def _readings(search: SearchRequest, outcome: SearchOutcome) -> Iterator[ReadingView]:
    if reading := outcome.rewritten.references:
        yield from _references(search, reading)
    elif not search.references and read_references(search.text):
        link = Link("Show the questions it refers to", _url(search, references=True))
        yield ReadingView("Searched for the words and numbers as text.", (link,))
    if outcome.is_draft:
        differences = Link("See which words differ", urls.earlier_questions(search.text))
        yield ReadingView(
            "Compared with earlier questions. These are the most like your text.",
            (differences,),
            Link(WORDS_INSTEAD, _url(search, draft=False)),
        )
    elif not search.draft and drafts.is_draft(replace(search, draft=True)):
        link = Link("Compare it with earlier questions", _url(search, draft=True))
        yield ReadingView("Searched for the words of your text.", (link,))


def _references(search: SearchRequest, reading: ReferenceReading) -> Iterator[ReadingView]:
    if reading.references.standing == "mentioned":
        present = [item.reference for item in reading.items if item.records]
        if present:
            yield ReadingView("Your text refers to", tuple(map(_link, present[: reference_search.MAX_LISTED])))
        return
    way_out = Link(WORDS_INSTEAD, _url(search, references=False)) if reading.replaces_words else None
    yield ReadingView(" ".join(reference_search.sentences(reading)), way_out=way_out)


def _link(reference: Reference) -> Link:
    label = reference_search.label(reference)
    return Link(f"question {label}", urls.text_search(label if reference.uin else reference.text))


def _url(search: SearchRequest, **changed: bool) -> str:
    return urls.search(replace(search, page=1, **changed))
