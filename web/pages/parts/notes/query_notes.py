"""Notes on a search: how its text was read, how its words were rewritten, and what to try if it finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from search.pipeline.relaxation import is_long
from search.pipeline.relevance_policy import SearchOutcome
from search.query.nodes import Fuzzy, Near, Phrase, Prefix, TextClause, Wildcard, Word
from search.query.request import SearchRequest
from search.results import descriptions
from web.pages.parts.notes import readings
from web.pages.parts.notes.readings import ReadingView
from web.queries.alternatives import AlternativesResult
from web.queries.query_hints import Expansion, SpellingSuggestion
from web.queries.results import SearchResult
from web.site import urls
from web.site.link import Link, Pairs


class SuggestionView(msgspec.Struct, frozen=True):
    """A word that may be misspelt, with a link for each replacement; ``is_unknown`` if no record has the word."""

    word: str
    is_unknown: bool
    links: tuple[Link, ...]


class QueryNotesView(msgspec.Struct, frozen=True):
    """How the text of a search was read and rewritten.

    ``readings`` say what the text was taken for. ``description`` says how a text with problems was read, otherwise "".
    ``problems`` are pairs of a piece of text and a sentence. ``corrections`` are pairs of a typed word and its replacement.
    ``other_reading`` leads to the search as typed; if this is the search as typed (``is_as_typed``), to the rewritten search.
    """

    readings: tuple[ReadingView, ...]
    description: str
    ignored_words: str
    problems: Pairs
    corrections: Pairs
    expansions: tuple[Expansion, ...]
    other_reading: Link | None
    is_as_typed: bool
    suggestions: tuple[SuggestionView, ...]


class RankingView(msgspec.Struct, frozen=True):
    """The feedback terms that a page is ranked by, "" if feedback is off; ``other_url`` leads to the other ranking."""

    feedback_terms: str
    other_url: str


class MeaningView(msgspec.Struct, frozen=True):
    """Whether likeness of meaning ranks a page too, and a link to the other ranking."""

    sentence: str
    other: Link


class MatchesView(msgspec.Struct, frozen=True):
    """A sentence on the list, a link to the other list, with or without close matches, and a sentence after the link.

    ``divides`` if it says how many are of each kind, so that it can stand between them.
    """

    before: str
    other: Link
    after: str = ""
    divides: bool = False


class AlternativesView(msgspec.Struct, frozen=True):
    """What to try if nothing was found: links to each clause on its own, and to the search without each filter."""

    clauses: tuple[Link, ...]
    without_filters: tuple[Link, ...]


def query_notes(result: SearchResult) -> QueryNotesView | None:
    """The notes on a search; None if it has no text."""
    search, rewritten = result.request, result.outcome.rewritten
    if not search.text:
        return None
    return QueryNotesView(
        readings=(*readings.readings(search, result.outcome), *_people_and_filter_readings(result)),
        description=_description(result.outcome),
        ignored_words=", ".join(rewritten.request.ignored_words),
        problems=tuple((problem.where, problem.message) for problem in rewritten.request.problems),
        corrections=tuple((correction.typed, correction.replacement) for correction in rewritten.corrections),
        expansions=result.expansions,
        other_reading=_other_reading(search) if rewritten.corrections or rewritten.expansions or search.as_typed else None,
        is_as_typed=search.as_typed,
        suggestions=tuple(map(_suggestion, result.suggestions)),
    )


def matches(search: SearchRequest, outcome: SearchOutcome) -> MatchesView | None:
    """Which results have every word, with a link to the other list; None if every result has every word."""
    if search.all_words:
        return MatchesView("Showing questions with all your words.", _link_to("Include close matches", search, all_words=False))
    if not outcome.matches_sentence:
        return None
    if outcome.full_total:
        full = _link_to(f"{outcome.full_total:,} with all your words", search, all_words=True)
        close = f" · {outcome.close_total:,} close {'match' if outcome.close_total == 1 else 'matches'}"
        return MatchesView("", full, close, divides=True)
    none = "No question matches all your words. Showing close matches."
    return MatchesView(none, _link_to("See what each word finds", search, all_words=True))


def _description(outcome: SearchOutcome) -> str:
    """How the words of a text were read, if that is not simply as they stand."""
    request, references = outcome.rewritten.request, outcome.rewritten.references
    searches_words = not outcome.is_draft and not (references and references.is_applied)
    return descriptions.describe_query(request.query) if request.problems and searches_words else ""


def _link_to(text: str, search: SearchRequest, *, all_words: bool) -> Link:
    return Link(text, urls.search(replace(search, all_words=all_words, page=1)))


def ranking(search: SearchRequest, outcome: SearchOutcome) -> RankingView | None:
    """The feedback terms of a long text; None for a short one, and for an order other than relevance."""
    if not is_long(outcome.clause_count) or search.sort != "relevance":
        return None
    return RankingView(", ".join(outcome.feedback_terms), urls.search(replace(search, feedback=not search.feedback, page=1)))


def meaning(is_used: bool, other_url: str) -> MeaningView:
    """Whether likeness of meaning ranks a page that it can rank."""
    if is_used:
        return MeaningView("Also ranked by likeness of meaning.", Link("Rank by words only", other_url))
    return MeaningView("Ranked by words only.", Link("Rank by likeness of meaning too", other_url))


def results_meaning(search: SearchRequest, outcome: SearchOutcome) -> MeaningView | None:
    """Whether likeness of meaning ranks the results; None if it cannot."""
    if not outcome.can_rank_by_meaning:
        return None
    return meaning(outcome.is_ranked_by_meaning, urls.search(replace(search, meaning=not search.meaning, page=1)))


def alternatives(result: AlternativesResult) -> AlternativesView:
    """Links to the alternatives, each with its number of records; those of filters only if questions have the rest."""
    return AlternativesView(
        clauses=tuple(
            Link(descriptions.describe_query(alone.clause), urls.text_search(_as_typed(alone.clause)), count=alone.count)
            for alone in result.clauses
        ),
        without_filters=tuple(
            Link(
                descriptions.describe_filter(without.filter),
                urls.search_without(result.request, without.filter),
                count=without.count,
            )
            for without in result.without_filters
            if without.count
        ),
    )


def _people_and_filter_readings(result: SearchResult) -> Iterator[ReadingView]:
    """Yield the filters that words may mean, and the way back from a search that reads names of members as words."""
    if result.filter_offers:
        links = tuple(Link(offer.label, urls.search(offer.request)) for offer in result.filter_offers)
        yield ReadingView("Your words may be a filter:", links)
    if not result.request.people:
        members = urls.search(replace(result.request, people=True, page=1))
        yield ReadingView("Names of members are searched as words.", (Link("Look for members", members),))


def _other_reading(search: SearchRequest) -> Link:
    return Link(descriptions.shortened(search.text), urls.search(replace(search, as_typed=not search.as_typed, page=1)))


def _suggestion(suggestion: SpellingSuggestion) -> SuggestionView:
    links = (Link(descriptions.shortened(search.text), urls.search(search)) for search in suggestion.searches)
    return SuggestionView(suggestion.word, suggestion.is_unknown, tuple(links))


def _as_typed(clause: TextClause) -> str:
    """A word, phrase or pattern in the query language."""
    match clause:
        case Word(text, exact=True):
            typed = f'"{text}"'
        case Word(text):
            typed = text
        case Phrase(words):
            typed = f'"{" ".join(words)}"'
        case Near(words, slop):
            typed = f'"{" ".join(words)}"~{slop}'
        case Prefix(text):
            typed = f"{text}*"
        case Wildcard(pattern):
            typed = pattern
        case Fuzzy(text, edits):
            typed = f"{text}~{edits}"
    return f"{clause.field}:{typed}" if clause.field else typed
