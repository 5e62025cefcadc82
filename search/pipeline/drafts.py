"""Drafts: a whole question or another long text, wherever it is typed, is compared with earlier questions by its key terms.

The measurements: docs/decisions/0012-more-like-this.md.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.address_formula import address_formula
from search.model.question import Question
from search.pipeline import more_like_this
from search.pipeline.more_like_this import MoreLikeThisQuery
from search.pipeline.reference_search import ReferenceReading
from search.pipeline.rescoring import Bonuses, combined
from search.pipeline.rewriting import rewrite_without_corrections
from search.pipeline.semantic_bonus import Meaning, MeaningBonus
from search.pipeline.similarity_bonus import RECENCY_SHARE_WITH_MEANING, CitedBonus, RecencyBonus, SimilarityBonus
from search.query.nodes import And, Node, Phrase, Synonyms, Word
from search.query.reference_reader import MAX_QUERY_WORDS
from search.query.request import SearchRequest
from search.text.analysis import words

DEPTH, DEPTH_WITH_MEANING = 100, 200
"""The numbers of results that are rescored for a whole question: by words alone, and by words and meaning. Meaning also raises
results further down, which share fewer words with the draft. For another long text the number is always ``DEPTH``."""

PROSE_TERMS_SHARE, PROSE_RECENCY_SHARE = 0.8, 0.8
"""Shares of the best score, for the cosine of words and for recency, for a long text that is not a whole question. They are
larger than those of a whole question (docs/decisions/0012-more-like-this.md)."""


class DraftSearch(msgspec.Struct, frozen=True):
    """The search for questions like a draft that is a whole question.

    It has the request, the key terms of the draft, and the bonuses of the first ``depth`` results.
    """

    request: SearchRequest
    key_terms: MoreLikeThisQuery
    bonuses: Bonuses
    depth: int


def is_draft(request: SearchRequest) -> bool:
    """Whether the text of a request is compared with earlier questions.

    It is if it is a whole question ("To ask the ..."), or has more than ``MAX_QUERY_WORDS`` words and is not in the query
    language; unless the reader has turned that off or requires every word.
    """
    if not request.draft or request.all_words:
        return False
    return is_whole_question(request) or (len(words(request.text)) > MAX_QUERY_WORDS and _is_prose(request.query))


def is_whole_question(request: SearchRequest) -> bool:
    """Whether the text of a request begins as a question does ("To ask the ...").

    Such a text is ranked by its key terms and its wording. Any other long text is ranked by all its words with feedback, which
    ranks it better (docs/decisions/0011-ranking.md), and by ``prose_bonuses``.
    """
    return bool(address_formula(request.text))


def key_terms(engine: Engine, request: SearchRequest) -> MoreLikeThisQuery:
    """Return the key terms of the text of a request, and the query made of them."""
    return more_like_this.build_query(engine, Question("", "Commons", request.text))


def _is_prose(query: Node) -> bool:
    """Whether a query has only words and phrases, none of them in a named field."""
    if isinstance(query, And | Synonyms):
        return all(map(_is_prose, query.children if isinstance(query, And) else query.forms))
    return isinstance(query, Word | Phrase) and query.field is None


def draft_search(
    engine: Engine, request: SearchRequest, references: ReferenceReading | None = None, meaning: Meaning | None = None
) -> DraftSearch:
    """Return the search for questions that share key terms with the text of a request. The spelling is already corrected.

    Questions that the text refers to by number (``references``) rank higher. With ``meaning``, unless the reader has turned it
    off, they rank by it and not by their wording (docs/decisions/0020-meaning.md).
    """
    terms = key_terms(engine, request)
    expanded = rewrite_without_corrections(engine, replace(request, query=terms.query))
    question, cited = Question("", "Commons", request.text), CitedBonus(_cited(engine, references))
    if meaning and request.meaning:
        similarity, recency = SimilarityBonus(engine, question, wording_share=0.0), RecencyBonus(RECENCY_SHARE_WITH_MEANING)
        bonuses = combined(similarity, cited, recency, MeaningBonus(meaning, request.text))
        return DraftSearch(expanded.executed, terms, bonuses, DEPTH_WITH_MEANING)
    bonuses = combined(SimilarityBonus(engine, question), cited, RecencyBonus())
    return DraftSearch(expanded.executed, terms, bonuses, DEPTH)


def prose_bonuses(
    engine: Engine, request: SearchRequest, references: ReferenceReading | None = None, meaning: Meaning | None = None
) -> Bonuses:
    """Return the bonuses of the first ``DEPTH`` results for a long text that is not a whole question.

    They are those of ``draft_search``, with the greater shares ``PROSE_TERMS_SHARE`` and ``PROSE_RECENCY_SHARE``, and without
    the bonus of wording: the text is not worded as a question.
    """
    similarity = SimilarityBonus(
        engine, Question("", "Commons", request.text), wording_share=0.0, terms_share=PROSE_TERMS_SHARE
    )
    bonuses = combined(similarity, CitedBonus(_cited(engine, references)), RecencyBonus(PROSE_RECENCY_SHARE))
    return combined(bonuses, MeaningBonus(meaning, request.text)) if meaning and request.meaning else bonuses


def _cited(engine: Engine, references: ReferenceReading | None) -> frozenset[str]:
    """Return the ids of the records that a text refers to: the newest ``DEPTH`` at most."""
    if references is None:
        return frozenset()
    request = SearchRequest(query=references.query, sort="newest", per_page=DEPTH, with_snippets=False)
    return frozenset(hit.question.id for hit in engine.search(request).hits)
