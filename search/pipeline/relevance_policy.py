"""The relevance policy: the steps that answer a search, over any engine. Their measurements: docs/decisions/0011-ranking.md."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.question import Question
from search.pipeline import drafts, nearness, sentences
from search.pipeline.more_like_this import MoreLikeThisQuery
from search.pipeline.pseudo_relevance import expand_with_feedback
from search.pipeline.relaxation import RelaxedQuery, is_long, relax, split_clauses
from search.pipeline.rescoring import Bonus, Bonuses, combined, rescored_hits, rescored_page, window_request
from search.pipeline.rewriting import RewrittenQuery, rewrite
from search.pipeline.semantic_bonus import MEANING_DEPTH, Meaning, MeaningBonus
from search.query.nodes import And, AndMaybe, AnyOf, Node
from search.query.parser import MAX_QUERY_LENGTH, parse
from search.query.request import SearchRequest
from search.results.descriptions import matches_sentence, total_sentence
from search.results.types import ResultPage, ScorePart
from search.text.analysis import normalise, truncate_at_word

LISTED_QUESTIONS = 10
"""The number of earlier questions that are listed for a draft."""


class SearchPlan(msgspec.Struct, frozen=True):
    """The request that is executed, and the ``bonuses`` of its first ``depth`` results.

    ``relaxed`` is the relaxed query; None if every clause is required. ``draft`` has the key terms of a text that is compared
    with earlier questions. ``is_for_meaning`` if the search is for a draft or a sentence, which an encoder can rank too.
    """

    request: SearchRequest
    relaxed: RelaxedQuery | None = None
    bonuses: Bonuses | None = None
    depth: int = 0
    draft: MoreLikeThisQuery | None = None
    is_for_meaning: bool = False


class SearchOutcome(msgspec.Struct, frozen=True):
    """The answer to a search: one list, best first.

    ``full_total`` of the hits of ``page`` match every clause. The rest are close matches. A search of a single clause has only
    full matches. ``draft`` has the key terms of a text that is compared with earlier questions. If it is a whole question,
    ``drafts`` ranks it, and every match is close. ``can_rank_by_meaning`` if there is an encoder, the text is a draft or a
    sentence, and the results are sorted by relevance.
    """

    page: ResultPage
    rewritten: RewrittenQuery
    plan: SearchPlan
    full_total: int
    draft: MoreLikeThisQuery | None = None
    can_rank_by_meaning: bool = False

    @property
    def min_should_match(self) -> int:
        """The least number of clauses that a hit matches; 0 if the search was not relaxed."""
        return self.plan.relaxed.min_should_match if self.plan.relaxed else 0

    @property
    def clause_count(self) -> int:
        """The number of clauses of a relaxed search, otherwise 0."""
        return len(self.plan.relaxed.clauses) if self.plan.relaxed else 0

    @property
    def feedback_terms(self) -> tuple[str, ...]:
        """The terms of the best results that also rank a relaxed search."""
        query = self.plan.request.query
        return tuple(word.text for word in query.optional) if self.plan.relaxed and isinstance(query, AndMaybe) else ()

    @property
    def is_draft(self) -> bool:
        """True if the text is compared with earlier questions."""
        return self.draft is not None

    @property
    def is_ranked_by_meaning(self) -> bool:
        """True if the first results are ranked by meaning too: they can be, and the reader has not turned it off."""
        return self.can_rank_by_meaning and self.page.request.meaning

    @property
    def title(self) -> str:
        """The total and the search in a sentence: the words of a search for members' questions, and whose they are."""
        request, people, are_partial = self.rewritten.request, self.rewritten.people, not self.full_total
        if people is None or not people.is_taken:
            return total_sentence(request, self.page.total, are_partial=are_partial)
        words = replace(request, text=request.text.removesuffix(people.clauses))
        return total_sentence(words, self.page.total, are_partial=are_partial, by_members=people.by_members)

    @property
    def close_total(self) -> int:
        """The number of records that match some clauses and not others."""
        return self.page.total - self.full_total

    @property
    def matches_sentence(self) -> str:
        """How many results match every clause and how many most of them, in words; "" if every result matches all."""
        if not self.clause_count or not self.close_total:
            return ""
        return matches_sentence(self.full_total, self.close_total, self.min_should_match, self.clause_count)


class Explanation(msgspec.Struct, frozen=True):
    """The rewritten query of a search, the parts of one record's score in it, and the bonuses of a record among the first.

    A bonus is a share of ``best_score``. Parts and bonuses add up to the score of the hit.
    """

    rewritten: RewrittenQuery
    parts: tuple[ScorePart, ...]
    bonuses: tuple[Bonus, ...] = ()
    best_score: float = 0.0


def search(engine: Engine, request: SearchRequest, meaning: Meaning | None = None) -> SearchOutcome:
    """Answer a search: rewrite -> relax -> feedback -> rescore (docs/decisions/0011-ranking.md).

    The filters of the request apply to every page, but whether and how far the query is relaxed does not depend on them. So
    the count of a facet value equals the total of the page that its link leads to. With ``meaning``, drafts and sentences are
    ranked by it.
    """
    rewritten = rewrite(engine, request)
    plan = plan_of(engine, rewritten, meaning)
    page = rescored_page(engine, plan.request, plan.bonuses, plan.depth) if plan.bonuses else engine.search(plan.request)
    can_rank_by_meaning = plan.is_for_meaning and meaning is not None and request.sort == "relevance"
    if plan.relaxed is None:
        return SearchOutcome(page, rewritten, plan, 0 if plan.draft else page.total, plan.draft, can_rank_by_meaning)
    has_close = plan.relaxed.min_should_match < len(plan.relaxed.clauses)
    full_total = engine.count(And((rewritten.executed.query, *rewritten.executed.filters))) if has_close else page.total
    return SearchOutcome(page, rewritten, plan, full_total, plan.draft, can_rank_by_meaning)


def earlier_questions(
    engine: Engine, draft: str, meaning: Meaning | None = None, *, as_typed: bool = False, by_meaning: bool = True
) -> SearchOutcome:
    """Return the earlier questions nearest to a draft: the first ``LISTED_QUESTIONS`` results of a search for its text.

    A draft without a key term has no results. ``as_typed`` turns off spelling correction and synonyms; ``by_meaning=False``
    turns off ranking by meaning. The outcome always has a ``draft``.
    """
    text = truncate_at_word(normalise(draft).strip(), MAX_QUERY_LENGTH)
    request = SearchRequest(
        text,
        parse(text).tree,
        as_typed=as_typed,
        meaning=by_meaning,
        per_page=LISTED_QUESTIONS,
        with_snippets=False,
        people=False,
    )
    outcome = search(engine, request, meaning)
    key_terms = outcome.draft or drafts.key_terms(engine, outcome.rewritten.request)
    page = outcome.page if key_terms.terms else engine.search(replace(request, query=key_terms.query))
    return replace(outcome, draft=key_terms, page=page)


def explain(engine: Engine, request: SearchRequest, id: str, meaning: Meaning | None = None) -> Explanation | None:
    """Explain a record's score in a search. Returns None if the record is no result."""
    rewritten = rewrite(engine, replace(request, facets=(), with_snippets=False))
    if not engine.count(And((AnyOf("id", (id,)), *rewritten.executed.filters))):
        return None
    plan = plan_of(engine, rewritten, meaning)
    parts = engine.explain(plan.request.query, id)
    if parts is None:
        return None
    bonuses, best_score = _bonuses_of(engine, plan, id)
    return Explanation(rewritten, parts, bonuses, best_score)


def ranked_records(engine: Engine, outcome: SearchOutcome) -> Iterator[Question]:
    """Yield every result of a search, in the order of its pages."""
    plan = outcome.plan
    if plan.bonuses is None or plan.request.sort != "relevance":
        return engine.scan(plan.request)
    return _rescored_records(engine, plan.request, plan.bonuses, plan.depth)


def _rescored_records(engine: Engine, request: SearchRequest, bonuses: Bonuses, depth: int) -> Iterator[Question]:
    """Yield the first ``depth`` results in the order of score and bonuses, then the others in the engine's order."""
    hits = engine.search(window_request(replace(request, facets=()), depth)).hits
    yield from (hit.question for hit in rescored_hits(hits, bonuses))
    yield from islice(engine.scan(request), len(hits), None)


def plan_of(engine: Engine, rewritten: RewrittenQuery, meaning: Meaning | None = None) -> SearchPlan:
    """Return the request that a rewritten search executes, and the bonuses of its first results: relax -> feedback."""
    request = rewritten.executed
    if rewritten.references and rewritten.references.is_applied:
        return SearchPlan(request)
    is_draft = drafts.is_draft(rewritten.request)
    if is_draft and drafts.is_whole_question(request):
        draft = drafts.draft_search(engine, request, rewritten.references, meaning)
        return SearchPlan(draft.request, None, draft.bonuses, draft.depth, draft.key_terms, is_for_meaning=True)
    _, clauses = split_clauses(request.query)
    relaxed = None if request.all_words else relax(engine, request.query)
    if relaxed is None and len(clauses) < 2:
        return SearchPlan(request)
    if relaxed is None:
        return SearchPlan(request, None, nearness.NearnessBonus(clauses), nearness.DEPTH)
    ranked = with_feedback(engine, request, relaxed)
    if is_draft and is_long(len(clauses)):
        bonuses = drafts.prose_bonuses(engine, request, rewritten.references, meaning)
        return SearchPlan(ranked, relaxed, bonuses, drafts.DEPTH, drafts.key_terms(engine, request), is_for_meaning=True)
    return _with_sentence(_short_or_long_plan(ranked, relaxed, clauses), rewritten, meaning)


def _short_or_long_plan(ranked: SearchRequest, relaxed: RelaxedQuery, clauses: tuple[Node, ...]) -> SearchPlan:
    """Return the plan of a relaxed search by words. Only a short search has the bonus of nearness."""
    if is_long(len(clauses)):
        return SearchPlan(ranked, relaxed)
    return SearchPlan(replace(ranked, clauses=clauses), relaxed, nearness.NearnessBonus(clauses), nearness.DEPTH)


def _with_sentence(plan: SearchPlan, rewritten: RewrittenQuery, meaning: Meaning | None) -> SearchPlan:
    """Return the plan. If there is an encoder and the search is a sentence, add the bonus of meaning."""
    if meaning is None or not sentences.is_sentence(rewritten):
        return plan
    if not rewritten.request.meaning:
        return replace(plan, is_for_meaning=True)
    by_meaning = MeaningBonus(meaning, rewritten.request.text)
    bonuses = combined(plan.bonuses, by_meaning) if plan.bonuses else by_meaning
    return replace(plan, bonuses=bonuses, depth=MEANING_DEPTH, is_for_meaning=True)


def with_feedback(engine: Engine, request: SearchRequest, relaxed: RelaxedQuery) -> SearchRequest:
    """Return the relaxed search, with pseudo-relevance feedback if it applies.

    Feedback applies to hits of a long text sorted by relevance, unless the reader has turned it off. It improves the ranking of
    long texts and harms that of short searches (docs/decisions/0011-ranking.md, "Feedback").
    """
    relaxed_request = replace(request, query=relaxed.query)
    is_ranked = request.sort == "relevance" and request.per_page > 0
    if is_ranked and request.feedback and is_long(len(relaxed.clauses)):
        return expand_with_feedback(engine, relaxed_request)
    return relaxed_request


def _bonuses_of(engine: Engine, plan: SearchPlan, id: str) -> tuple[tuple[Bonus, ...], float]:
    """Return the bonuses of a record and the best score, () and 0 if it is not among the first results."""
    if plan.bonuses is None or plan.request.sort != "relevance":
        return (), 0.0
    hits = engine.search(window_request(plan.request, plan.depth)).hits
    position = next((position for position, hit in enumerate(hits) if hit.question.id == id), None)
    if position is None:
        return (), 0.0
    return plan.bonuses([hit.question for hit in hits])[position], hits[0].score
