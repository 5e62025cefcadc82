"""Links from the references in a text to the questions that they mean, here or at Parliament's own site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from search.insight.citations import Mention, read_mentions
from search.insight.entries import mentions_of
from search.model.derived import Citation
from search.model.question import Question
from web.site import outside_links, urls
from web.site.link import Link

ReferenceLinks = Mapping[str, Link]
"""The link of each UIN, as a text refers to it."""


def reference_links(question: Question, names: Mapping[str, str], *, in_answer: bool) -> ReferenceLinks:
    """Return the links of the references in a question, or in its answer.

    ``names`` are what to call the records of this index, by id. A record that is not here is at Parliament's own site.
    """
    mentions = mentions_of(question)[in_answer]
    citations = [citation for citation in question.derived.citations if citation.in_answer == in_answer]
    links: dict[str, Link] = {}
    for mention, citation in _paired(mentions, citations):
        if citation.id in names:
            links.setdefault(mention.uin, Link(mention.uin, urls.record(citation.id), names[citation.id]))
        else:
            url = outside_links.parliament_search(mention.uin, mention.tabled_on)
            links.setdefault(mention.uin, Link(mention.uin, url, "not on this site, at parliament.uk"))
    return links


def _paired(mentions: Sequence[Mention], citations: Iterable[Citation]) -> Iterator[tuple[Mention, Citation]]:
    """Pair the references of a text with their results in the index. An index of an older program may have fewer."""
    by_uin: dict[str, list[Citation]] = {}
    for citation in citations:
        by_uin.setdefault(citation.uin, []).append(citation)
    for mention in mentions:
        if mention.uin and (known := by_uin.get(mention.uin)):
            yield mention, known.pop(0) if len(known) > 1 else known[0]


def linked_text(text: str, links: ReferenceLinks) -> tuple[Link, ...]:
    """Return a text in pieces: those with an address are references, the others plain words."""
    if not links:
        return (Link(text, ""),)
    pieces: list[Link] = []
    end = 0
    for mention in read_mentions(text, None):
        link = links.get(mention.uin)
        if link is None or mention.start < end or "/" in text[mention.start : mention.end]:
            continue
        pieces += (Link(text[end : mention.start], ""), Link(text[mention.start : mention.end], link.url, link.about))
        end = mention.end
    return (*pieces, Link(text[end:], ""))
