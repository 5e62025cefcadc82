"""The notes on the text of a search: how it was read, how its words were rewritten, and which results have all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from search.pipeline.relaxation import is_long
from search.pipeline.relevance_policy import SearchOutcome
from search.pipeline.rewriting import Correction
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.phrasing import listed
from web.pages.parts.notes.member_notes import member_notes
from web.pages.parts.notes.note import Note, Rank, separated, text
from web.pages.parts.notes.readings import reading_notes
from web.queries.query_hints import Expansion, SpellingSuggestion
from web.queries.results import SearchResult
from web.site import urls
from web.site.link import Link

SPELLING, CLOSE, SIMILAR_TERMS = "spelling", "close matches", "similar terms"
MATCHES = "matches"
"""The kind of a note that says which results have every word."""


def search_notes(result: SearchResult) -> Iterator[Note]:
    """Yield the notes on the text of a search, in their order on the page; none if it has no text."""
    search, outcome = result.request, result.outcome
    if not search.text:
        return
    yield from member_notes(result.people)
    yield from reading_notes(search, outcome)
    yield from _corrections(search, outcome.rewritten.corrections)
    yield from _problems(outcome)
    yield from _matches(search, outcome)
    yield from _expansions(search, result)
    yield from map(_suggestion, result.suggestions)
    if ignored := outcome.rewritten.request.ignored_words:
        yield Note("ignored", "common words", Rank.TERMS, (text(f"Ignored common words: {', '.join(ignored)}."),))
    if result.filter_offers:
        offers = [Link(offer.label, urls.search(offer.request)) for offer in result.filter_offers]
        yield Note("reading", "filters", Rank.OFFER, (text("Your words also match a filter: "), *separated(offers, " ")))
    yield from _ranking(search, outcome)
    if outcome.can_rank_by_meaning:
        other_url = urls.search(replace(search, meaning=not search.meaning, page=1))
        yield meaning(outcome.is_ranked_by_meaning, other_url)


def correction(pairs: Sequence[Correction]) -> Note:
    """Say which words are in no question, and which words were searched for instead."""
    typed = listed([f"“{pair.typed}”" for pair in pairs], "or")
    replacements = listed([f"“{pair.replacement}”" for pair in pairs])
    words = f"No question has {typed}. Showing results for {replacements}."
    return Note("corrections", SPELLING, Rank.CHANGE, (text(words),))


def expansion(expansions: Sequence[Expansion], as_typed_url: str = "") -> Note:
    """Say which synonyms were searched for; with an address, how to search without them."""
    names = "; ".join(f"{expanded.name}, also {', '.join(expanded.synonyms)}" for expanded in expansions)
    link = (text(" "), Link("Show exact words only", as_typed_url)) if as_typed_url else ()
    return Note("expansions", SIMILAR_TERMS, Rank.TERMS, (text(f"Searched for {names}."), *link))


def as_typed(url: str) -> Note:
    """Say that exact words were searched for, with a link that also includes corrections and similar terms."""
    pieces = (text("Showing exact words only. "), Link("Include similar terms", url))
    return Note("corrections", SPELLING, Rank.CHANGE, pieces)


def meaning(is_used: bool, other_url: str) -> Note:
    """Say whether results are also ranked by meaning, with a link to the other ranking."""
    if is_used:
        pieces = (text("Also ranked by similar meaning. "), Link("Rank by words only", other_url))
    else:
        pieces = (text("Ranked by words only. "), Link("Rank by similar meaning too", other_url))
    return Note("ranking", "order", Rank.OFFER, pieces)


def _corrections(search: SearchRequest, pairs: Sequence[Correction]) -> Iterator[Note]:
    if not (pairs or search.as_typed):
        return
    url = urls.search(replace(search, as_typed=not search.as_typed))
    if pairs:
        yield correction(pairs)
        way_out = Link(f"Search for {descriptions.shortened(search.text)}", url)
        yield Note("corrections", "words as typed", Rank.ALTERNATIVE, (way_out,))
    else:
        yield as_typed(url)


def _expansions(search: SearchRequest, result: SearchResult) -> Iterator[Note]:
    if result.expansions:
        url = "" if result.outcome.rewritten.corrections else urls.search(replace(search, as_typed=not search.as_typed))
        yield expansion(result.expansions, url)


def _problems(outcome: SearchOutcome) -> Iterator[Note]:
    """Yield the parts of the text that could not be read, and how the rest was read if a part is missing."""
    request, references = outcome.rewritten.request, outcome.rewritten.references
    for problem in request.problems:
        yield Note("query-problem", "part ignored", Rank.CHANGE, (text(f"“{problem.where}”: {problem.message}"),))
    if request.problems and not outcome.is_draft and not (references and references.is_applied):
        query = descriptions.describe_query(request.query)
        yield Note("read-as", "words read", Rank.TERMS, (text(f"Searched for: {query}."),))


def _matches(search: SearchRequest, outcome: SearchOutcome) -> Iterator[Note]:
    """Yield which results have every word, with a link to the other list; nothing if every result has every word."""
    if search.all_words:
        pieces = (text("Showing questions with all your words. "), _link_to("Include close matches", search, all_words=False))
        yield Note(MATCHES, CLOSE, Rank.MATCHES, pieces)
    elif outcome.matches_sentence and not outcome.full_total:
        none = text("No question matches all your words. Showing close matches. ")
        pieces = (none, _link_to("See what each word finds", search, all_words=True))
        yield Note(MATCHES, CLOSE, Rank.MATCHES, pieces)
    elif outcome.matches_sentence:
        yield dividing(search, outcome)


def dividing(search: SearchRequest, outcome: SearchOutcome) -> Note:
    """Say how many results have every word, with a link to them alone, and how many are close matches."""
    full = _link_to(f"{outcome.full_total:,} with all your words", search, all_words=True)
    close = f" · {outcome.close_total:,} close {'match' if outcome.close_total == 1 else 'matches'}"
    return Note(MATCHES, CLOSE, Rank.MATCHES, (full, text(close)))


def _ranking(search: SearchRequest, outcome: SearchOutcome) -> Iterator[Note]:
    """Yield the feedback terms of a long text; nothing for a short one, and for an order other than relevance."""
    if not is_long(outcome.clause_count) or search.sort != "relevance":
        return
    url = urls.search(replace(search, feedback=not search.feedback, page=1))
    if outcome.feedback_terms:
        words = f"Also matched related words: {', '.join(outcome.feedback_terms)}. "
        pieces = (text(words), Link("Use my words only", url))
    else:
        pieces = (text("Matched your words only. "), Link("Match related words too", url))
    yield Note("ranking", "related words", Rank.TERMS, pieces)


def _suggestion(suggestion: SpellingSuggestion) -> Note:
    links = [Link(descriptions.shortened(search.text), urls.search(search)) for search in suggestion.searches]
    unknown = f"No question has “{suggestion.word}”. " if suggestion.is_unknown else ""
    pieces = (text(f"{unknown}Did you mean "), *separated(links, " or "), text("?"))
    return Note("did-you-mean", SPELLING, Rank.ALTERNATIVE, pieces)


def _link_to(label: str, search: SearchRequest, *, all_words: bool) -> Link:
    return Link(label, urls.search(replace(search, all_words=all_words, page=1)))
