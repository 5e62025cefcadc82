"""Measure "has this been asked before?" with the referrals of the government's own answers as the judgements.

The text of a question is the draft. The earlier question that its answer referred to should rank first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec

from benchmarks.relevance.collection import Document, tab_separated
from benchmarks.relevance.effectiveness import DEPTH, Effectiveness, effectiveness
from benchmarks.relevance.rankers import load_class
from benchmarks.relevance.records import Questions
from benchmarks.relevance.short_queries import words
from search.engine import Engine
from search.model.question import Question
from search.pipeline import relevance_policy
from search.pipeline.semantic_bonus import Meaning
from search.query.nodes import DateRange
from search.query.parser import MAX_QUERY_LENGTH, parse
from search.query.request import SearchRequest
from search.text.analysis import normalise, truncate_at_word

OURS, WITH_MEANING, BM25S = "ours", "ours with meaning", "bm25s, question alone"

RankEarlier = Callable[[Question, date], list[str]]
"""A question and a last day -> the ids of other records tabled by that day, best first."""


class Pair(msgspec.Struct, frozen=True):
    """The id of a question, and the id of the earlier question that its answer referred to."""

    question: str
    earlier: str


def read_pairs(path: Path) -> list[Pair]:
    """Read a file with these two columns, separated by a tab."""
    return [Pair(question, earlier) for question, earlier in tab_separated(path)]


def rankers(engine: Engine, questions: Questions, folder: Path, meaning: Meaning | None) -> dict[str, RankEarlier]:
    """Return our ranking of drafts, the same with ``meaning`` if it is given, and bm25s over the texts of the questions."""
    with_meaning = {WITH_MEANING: our_ranker(engine, meaning)} if meaning else {}
    return {OURS: our_ranker(engine), **with_meaning, BM25S: bm25s_ranking(questions, folder)}


def evaluate(rank: RankEarlier, pairs: Sequence[Pair], questions: Questions, days: int) -> Effectiveness:
    """Measure each pair. Only the records that were tabled at least ``days`` days before the question are ranked."""
    rankings = (
        rank(question, tabled_on(question) - timedelta(days)) for question in (questions[pair.question] for pair in pairs)
    )
    return effectiveness(rankings, (frozenset((pair.earlier,)) for pair in pairs))


def tabled_on(question: Question) -> date:
    """Return the day of tabling, which every question of a pair has."""
    if question.tabled_on is None:
        raise ValueError(f"The question {question.id} has no day of tabling.")
    return question.tabled_on


def same_day(pairs: Sequence[Pair], questions: Questions) -> int:
    """Return the number of pairs whose questions were tabled on the same day."""
    return sum(questions[pair.question].tabled_on == questions[pair.earlier].tabled_on for pair in pairs)


def our_ranker(engine: Engine, meaning: Meaning | None = None) -> RankEarlier:
    """Return a function that ranks earlier questions as the site does for a draft."""

    def rank(question: Question, last_day: date) -> list[str]:
        text = truncate_at_word(normalise(question.text).strip(), MAX_QUERY_LENGTH)
        filters = (DateRange("tabled", None, last_day),)
        request = SearchRequest(text, parse(text).tree, filters=filters, per_page=DEPTH + 1, with_snippets=False)
        hits = relevance_policy.search(engine, request, meaning).page.hits
        return [hit.question.id for hit in hits if hit.question.id != question.id][:DEPTH]

    return rank


def bm25s_ranking(questions: Mapping[str, Question], folder: Path) -> RankEarlier:
    """Return a function that ranks earlier questions with bm25s, by their texts alone."""
    bm25s = load_class("bm25s")([Document(question.id, "", question.text) for question in questions.values()], folder)

    def rank(question: Question, last_day: date) -> list[str]:
        ids = bm25s.rank(words(question.text), len(questions))
        others = (id_ for id_ in ids if id_ != question.id and (day := questions[id_].tabled_on) and day <= last_day)
        return [id_ for _, id_ in zip(range(DEPTH), others, strict=False)]

    return rank
