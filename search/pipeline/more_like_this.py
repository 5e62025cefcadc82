"""More like this: a query for the records that share the key terms of a record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from search.engine import Engine
from search.model.address_formula import addressee
from search.model.question import Question
from search.pipeline.rescoring import combined, rescored_page
from search.pipeline.semantic_bonus import MEANING_DEPTH, Meaning, MeaningBonus
from search.pipeline.similarity_bonus import HeadingBonus, SimilarityBonus
from search.query.nodes import And, AndMaybe, AnyOf, AtLeastShare, DateRange, Filter, Node, Not, Or, Word
from search.query.request import SearchRequest
from search.results.types import KeyTerm, ResultPage
from search.text.analysis import forms, stem
from search.text.word_forms.stop_words import STOP_WORDS

KEY_TERMS = 20
"""The number of key terms in a query. Thirty raise recall at 10 by only .001 and are slower
(docs/decisions/0012-more-like-this.md)."""

MIN_SHARE = 0.1
"""A record is a result only if the key terms in it have at least this share of the weight of all key terms
(docs/decisions/0012-more-like-this.md)."""

ADDRESSEE_WEIGHT = 5.0
"""Weight of a word of the addressee in the name of the answering body; the first key term weighs 1."""

MAX_ADDRESSEE_WORDS = 8
"""The most words of the addressee in a query."""

COLLAPSE_BY = "answered-together"
"""The field by which lists of similar questions are collapsed: only the best of the questions answered together is listed."""

RESCORED_RECORDS = 20
"""The number of results that are rescored by words. Forty or a hundred give the same recall at 10 and take longer
(docs/decisions/0012-more-like-this.md)."""


class MoreLikeThisQuery(msgspec.Struct, frozen=True):
    """The key terms of a record, the terms of the addressee of its question, and the query made of both."""

    terms: tuple[KeyTerm, ...]
    addressee_terms: tuple[KeyTerm, ...]
    query: Node


def build_query(
    engine: Engine,
    question: Question,
    dropped_words: Collection[str] = (),
    added_words: Sequence[str] = (),
    unlike: Sequence[Question] = (),
) -> MoreLikeThisQuery:
    """Return the query for records like this one, which need not be in the index.

    ``dropped_words`` are replaced by the next best key terms; ``added_words`` are added to the key terms. ``unlike`` are
    records to leave out.
    """
    terms = without_terms(engine.key_terms(question, KEY_TERMS + len(dropped_words)), dropped_words)
    addressee_terms = tuple(KeyTerm(word, 1.0) for word in _addressee_words(question))
    return MoreLikeThisQuery(terms, addressee_terms, terms_query(question, terms, added_words, addressee_terms, unlike))


def _addressee_words(question: Question) -> tuple[str, ...]:
    """Return the words of the name of the answering body; of a draft, those of the minister or body it is addressed to."""
    names = forms(question.answering_body.name or addressee(question.text))
    return tuple(name for name in dict.fromkeys(names) if name not in STOP_WORDS)[:MAX_ADDRESSEE_WORDS]


def terms_query(
    question: Question,
    terms: Iterable[KeyTerm],
    added_words: Sequence[str] = (),
    addressee_terms: Iterable[KeyTerm] = (),
    unlike: Sequence[Question] = (),
) -> Node:
    """Return the query for records that share enough of the terms.

    It leaves out the record itself, the records ``unlike``, and the records grouped with any of them.
    ``added_words`` weigh as much as the first key term. ``addressee_terms`` are optional: they only add to the score.
    """
    words = [Word(key.word, weight=key.weight) for key in terms]
    words += [Word(word) for word in added_words]
    optional = tuple(Word(key.word, "body", ADDRESSEE_WEIGHT * key.weight) for key in addressee_terms)
    excluded = (question, *unlike)
    groups = (clause for record in excluded for clause in _group_clauses(record))
    alike = AtLeastShare(MIN_SHARE, tuple(words)) if words else Or(())
    return And((AndMaybe(alike, optional), Not(Or((AnyOf("id", tuple(record.id for record in excluded)), *groups)))))


def similar_page(engine: Engine, question: Question, request: SearchRequest, meaning: Meaning | None = None) -> ResultPage:
    """Return a page of the records like a question. ``request`` has the query of ``build_query``.

    The first ``RESCORED_RECORDS`` are ordered by their wording, words and heading too. With ``meaning``, unless the reader has
    turned it off, the first ``MEANING_DEPTH`` are ordered by these and meaning.
    """
    similarity = combined(SimilarityBonus(engine, question), HeadingBonus(question))
    if meaning and request.meaning:
        return rescored_page(engine, request, combined(similarity, MeaningBonus(meaning, question.text)), MEANING_DEPTH)
    return rescored_page(engine, request, similarity, RESCORED_RECORDS)


def _group_clauses(question: Question) -> tuple[Node, ...]:
    """Return clauses for the questions grouped with this one.

    A UIN is used again in later sessions. So a grouped question is identified by UIN and date tabled, or if the date tabled is
    unknown, by UIN, House and date answered.
    """
    dated = [(g.uin, g.tabled_on) for g in question.grouped if g.tabled_on is not None]
    undated = tuple(g.uin for g in question.grouped if g.tabled_on is None)
    clauses: list[Node] = [And((AnyOf("uin", (uin,)), DateRange("tabled", day, day))) for uin, day in dated]
    answered_on = question.answer.answered_on if question.answer else None
    if undated and answered_on:
        same: tuple[Filter, ...] = (AnyOf("house", (question.house,)), DateRange("answered-on", answered_on, answered_on))
        clauses.append(And((AnyOf("uin", undated), *same)))
    return tuple(clauses)


def without_terms(terms: Iterable[KeyTerm], dropped_words: Iterable[str]) -> tuple[KeyTerm, ...]:
    """Return the terms without any form of the dropped words."""
    dropped = set(map(stem, dropped_words))
    return tuple(key for key in terms if stem(key.word) not in dropped)


def grouped_query(question: Question) -> Node:
    """Return the query for the other questions answered together with this one. If there are none, it matches no record."""
    return Or(_group_clauses(question))
