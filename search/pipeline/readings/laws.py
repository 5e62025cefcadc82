"""Names of laws in a short search: in "human rights act", *act* stands for the whole name.

Many records have the word act and are about another law. The other words of the name stay clauses of their own, so a record
about human rights is a close match.
"""

from __future__ import annotations

from collections.abc import Sequence

from search.engine import Engine
from search.pipeline.relaxation import is_long, split_clauses
from search.query.nodes import And, Node, Phrase, Synonyms, Word
from search.text.analysis import STOP_WORDS, fold
from search.text.analysis import forms as forms_of_text

LAW_WORDS = frozenset(("act", "bill", "regulations"))
"""Words that end the name of a law."""

MAX_NAME_WORDS = 8
"""Words of the longest name that is looked up."""


def with_law_names(engine: Engine, text: str, query: Node) -> Node:
    """Return the query. The last word of each law that the text names is replaced by the name, as a phrase.

    Applies to a search of at most eight clauses that are all required. A name is the longest one that a record has.
    """
    if not isinstance(query, And) or is_long(len(split_clauses(query)[1])):
        return query
    words = forms_of_text(text)
    names: dict[str, list[Phrase]] = {}
    for end, word in enumerate(map(fold, words)):
        if word in LAW_WORDS and (name := _longest_name(engine, words[max(0, end + 1 - MAX_NAME_WORDS) : end + 1])):
            names.setdefault(word, []).append(name)
    return And(tuple(_with_names(clause, names) for clause in query.children)) if names else query


def _longest_name(engine: Engine, words: Sequence[str]) -> Phrase | None:
    """Return the longest phrase of the last words that a record has, None if there is none of two words.

    It does not begin with a function word.
    """
    longest = None
    for start in range(len(words) - 2, -1, -1):
        if fold(words[start]) in STOP_WORDS:
            continue
        name = Phrase(tuple(words[start:]))
        if not engine.count(name):
            break
        longest = name
    return longest


def _with_names(clause: Node, names: dict[str, list[Phrase]]) -> Node:
    """Return a clause; if it is the last word of laws, their names and the synonyms of the word instead."""
    forms = clause.forms if isinstance(clause, Synonyms) else (clause,)
    word = forms[0]
    if not isinstance(word, Word) or word.exact or word.field or fold(word.text) not in names:
        return clause
    with_names = (*names[fold(word.text)], *forms[1:])
    return Synonyms(with_names) if len(with_names) > 1 else with_names[0]
