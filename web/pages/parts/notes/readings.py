"""How the text of a search was read: as references to questions, or as a draft. Each note links to the search for the words."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from search.pipeline import drafts, reference_search
from search.pipeline.reference_search import ReferenceReading
from search.pipeline.relevance_policy import SearchOutcome
from search.query.reference_reader import read_references
from search.query.references import Reference
from search.query.request import SearchRequest
from web.pages.parts.notes.member_notes import WORDS_INSTEAD, members_as_words
from web.pages.parts.notes.note import Note, Rank, text
from web.site import urls
from web.site.link import Link

KIND = "reading"


def reading_notes(search: SearchRequest, outcome: SearchOutcome) -> Iterator[Note]:
    """Yield every reading of the text of a search, and the links back to readings that the reader has turned off."""
    if reading := outcome.rewritten.references:
        yield from _references(search, reading)
    elif not search.references and read_references(search.text):
        link = Link("Show the questions that your text refers to", _url(search, references=True))
        yield _note("Searched for the words and numbers as text. ", link)
    if outcome.is_draft:
        yield _note("Compared with earlier questions. The most similar are first.")
        yield _alternative("word differences", Link("See which words differ", urls.earlier_questions(search.text)))
        yield _alternative("words instead", Link(WORDS_INSTEAD, _url(search, draft=False)))
    elif not search.draft and drafts.is_draft(replace(search, draft=True)):
        link = Link("Compare it with earlier questions", _url(search, draft=True))
        yield _note("Searched for the words of your text. ", link)
    if not search.people:
        yield members_as_words(search)


def _references(search: SearchRequest, reading: ReferenceReading) -> Iterator[Note]:
    if reading.references.standing == "mentioned":
        present = [item.reference for item in reading.items if item.records]
        links = list(map(_link, present[: reference_search.MAX_LISTED]))
        if links:
            pieces = [piece for link in links for piece in (text(" "), link)]
            yield Note(KIND, "questions referred to", Rank.OFFER, (text("Your text refers to"), *pieces))
        return
    for sentence in reference_search.sentences(reading):
        yield _note(sentence)
    if reading.replaces_words:
        yield _alternative("words instead", Link(WORDS_INSTEAD, _url(search, references=False)))


def _note(sentence: str, *links: Link) -> Note:
    return Note(KIND, "how we read it", Rank.READING, (text(sentence), *links))


def _alternative(topic: str, link: Link) -> Note:
    return Note(KIND, topic, Rank.ALTERNATIVE, (link,))


def _link(reference: Reference) -> Link:
    label = reference_search.label(reference)
    return Link(f"question {label}", urls.text_search(label if reference.uin else reference.text))


def _url(search: SearchRequest, **changed: bool) -> str:
    return urls.search(replace(search, page=1, **changed))
