"""Has this been asked before? A draft question, and the earlier questions nearest to it."""

from __future__ import annotations

import msgspec

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.field_types import NO, YES
from search.pipeline import relevance_policy
from search.pipeline.more_like_this import MoreLikeThisQuery
from search.pipeline.rewriting import Correction
from search.pipeline.semantic_bonus import Meaning
from search.query.parser import MAX_QUERY_LENGTH
from search.results.draft_diff import DraftDiff, draft_diff
from search.results.types import ResultPage
from search.text.analysis import normalise, truncate_at_word
from web.queries import query_hints
from web.queries.insight.own_params import own_params
from web.queries.query_hints import Expansion
from web.site.link import Pairs

LISTED_QUESTIONS = relevance_policy.LISTED_QUESTIONS
AS_TYPED, MEANING = "as-typed", "meaning"


class EarlierQuestionsResult(msgspec.Struct, frozen=True):
    """The draft as it was read, how its words were rewritten, and the earlier questions, each compared with the draft.

    ``is_truncated`` if the draft was longer than ``MAX_QUERY_LENGTH`` characters.
    """

    text: str
    is_truncated: bool
    as_typed: bool
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]
    query: MoreLikeThisQuery
    page: ResultPage
    diffs: tuple[DraftDiff, ...]
    meaning: bool
    can_rank_by_meaning: bool

    @property
    def is_ranked_by_meaning(self) -> bool:
        """True if the page is ranked by meaning too: it can be, and the reader has not turned it off."""
        return self.can_rank_by_meaning and self.meaning


def query_earlier_questions(engine: Engine, params: Pairs, meaning: Meaning | None = None) -> EarlierQuestionsResult:
    """Search for the earlier questions nearest to a draft: the results of a search for the same text.

    Words are corrected and expanded as in a search, unless ``as-typed`` is yes. A draft without a key term finds nothing.
    Raises ``BadRequest`` for any other parameter than ``text``, ``as-typed`` and ``meaning``.
    """
    whole_text, as_typed, by_meaning = _read(params)
    text = truncate_at_word(whole_text, MAX_QUERY_LENGTH)
    outcome = relevance_policy.earlier_questions(engine, text, meaning, as_typed=as_typed, by_meaning=by_meaning)
    assert outcome.draft is not None
    draft = outcome.rewritten.request.text
    return EarlierQuestionsResult(
        text,
        text != whole_text,
        as_typed,
        outcome.rewritten.corrections,
        query_hints.expansions(outcome.rewritten),
        outcome.draft,
        outcome.page,
        tuple(draft_diff(hit.question.text, draft) for hit in outcome.page.hits),
        by_meaning,
        outcome.can_rank_by_meaning,
    )


def _read(params: Pairs) -> tuple[str, bool, bool]:
    """The draft, whether it is searched for without corrections and synonyms, and whether meaning may rank its results."""
    own_params(params, "text", AS_TYPED, MEANING)
    problems = []
    if {value for name, value in params if name == AS_TYPED} - {"", YES}:
        problems.append(Problem(AS_TYPED, f"Set {AS_TYPED}={YES} to search for exact words, or remove it."))
    if {value for name, value in params if name == MEANING} - {"", YES, NO}:
        problems.append(Problem(MEANING, f"Set {MEANING}={NO} to rank by words only, or remove it."))
    if problems:
        raise BadRequest(tuple(problems))
    text = normalise(" ".join(value for name, value in params if name == "text")).strip()
    return text, (AS_TYPED, YES) in params, (MEANING, NO) not in params
