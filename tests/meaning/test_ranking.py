"""The ranking of a draft by the encoder that ``make meaning`` sets up."""

from __future__ import annotations

from pathlib import Path

from search.engines.memory import MemoryEngine
from search.meaning.encoder import Encoder
from search.meaning.similarity import Similarity
from search.meaning.texts import encoded_text
from search.meaning.updating import update_vectors
from search.model.question import Question
from search.pipeline import relevance_policy
from search.query.parser import parse
from search.query.request import SearchRequest

DRAFT = "To ask the Secretary of State for Health, how many doctors left the service last year"
RECORDS = [
    Question("dogs", "Commons", "how many dogs left the service last year"),
    Question("physicians", "Commons", "how many physicians left the service last year"),
]


def test_the_same_question_in_other_words_comes_first(encoder: Encoder, tmp_path: Path) -> None:
    update_vectors(tmp_path / "vectors", encoder, [encoded_text(question.text) for question in RECORDS])
    engine, meaning = MemoryEngine(RECORDS), Similarity(encoder, tmp_path / "vectors")
    request = SearchRequest(DRAFT, parse(DRAFT).tree)
    by_words, by_both = relevance_policy.search(engine, request), relevance_policy.search(engine, request, meaning)
    assert [outcome.page.hits[0].question.id for outcome in (by_words, by_both)] == ["dogs", "physicians"]
