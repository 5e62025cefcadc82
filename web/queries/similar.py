"""More like this: the questions similar to a record, and the key terms that find them."""

from __future__ import annotations

import msgspec

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.question import Question
from search.pipeline import more_like_this
from search.pipeline.more_like_this import MoreLikeThisQuery
from search.pipeline.semantic_bonus import Meaning
from search.query.request import SearchRequest
from search.results.types import ResultPage
from search.text.quotation import quoted
from web.queries import similar_params
from web.site.link import Pairs
from web.site.urls import SimilarParams

COLLAPSE_BY = more_like_this.COLLAPSE_BY


class SimilarResult(msgspec.Struct, frozen=True):
    """A page of questions similar to a record; ``unlike`` are the records that the reader excluded."""

    question: Question
    params: SimilarParams
    query: MoreLikeThisQuery
    unlike: tuple[Question, ...]
    page: ResultPage
    can_rank_by_meaning: bool = False

    @property
    def is_ranked_by_meaning(self) -> bool:
        """True if the page is ranked by meaning too: it can be, and the reader has not turned it off."""
        return self.can_rank_by_meaning and self.params.meaning


def query_similar(engine: Engine, id: str, params: Pairs, meaning: Meaning | None = None) -> SimilarResult | None:
    """Search for questions similar to a record; None if there is no such record. Raises ``BadRequest``."""
    question = engine.get(id)
    if question is None:
        return None
    parsed, page_number = similar_params.read(question, params)
    unlike = tuple(_unlike_question(engine, unlike_id) for unlike_id in parsed.unlike_ids)
    query = more_like_this.build_query(engine, question, parsed.dropped, parsed.added, unlike)
    request = SearchRequest(
        query=query.query,
        filters=similar_params.filters(question, parsed),
        page=page_number,
        collapse_by=COLLAPSE_BY,
        meaning=parsed.meaning,
    )
    page = more_like_this.similar_page(engine, question, request, meaning)
    return SimilarResult(question, parsed, query, unlike, page, meaning is not None)


def _unlike_question(engine: Engine, id: str) -> Question:
    question = engine.get(id)
    if question is None:
        raise BadRequest(
            (Problem("unlike", f"No question has the id {quoted(id[:64])} given in “unlike”. Remove it from the address."),)
        )
    return question
