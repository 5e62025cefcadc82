"""Names of laws in a short search: in "human rights act", *act* is replaced by the whole name.

Many records have the word act and are about another law. The other words of the name remain separate clauses, so a record
about human rights is a close match.
"""

from __future__ import annotations

from collections.abc import Sequence

from search.engine import Engine
from search.pipeline.relaxation import is_long, split_clauses
from search.query.nodes import And, Node, Phrase, Synonyms, Word
from search.text.analysis import cased, fold, form, normalise, tokens
from search.text.word_forms.stop_words import STOP_WORDS

ACT, BILL = "act", "bill"
"""The last words of the names of laws. *Regulations* is not among them: "vaping regulations" may be any rules."""

MAX_NAME_WORDS = 8
"""Words of the longest name that is looked up."""


def with_law_names(engine: Engine, text: str, query: Node) -> Node:
    """Return the query. The last word of each law that the text names is replaced by the name, as a phrase.

    In a search of two clauses the phrase is a third clause, and the word stays. Otherwise "Data Bill" would not find the Data
    (Use and Access) Bill, because a search of two clauses requires both. Applies to an ``And`` of at most eight clauses. A name
    is the longest one that a record has. A Bill of two words needs its capital: a "gas bill" is not a law.
    """
    if not isinstance(query, And):
        return query
    clause_count = len(split_clauses(query)[1])
    if is_long(clause_count):
        return query
    text = cased(normalise(text))
    typed = [text[start:end] for _, start, end in tokens(text)]
    words = list(map(form, typed))
    names: dict[str, list[Phrase]] = {}
    for end, word in enumerate(map(fold, words)):
        if word not in (ACT, BILL):
            continue
        name = _longest_name(engine, words[max(0, end + 1 - MAX_NAME_WORDS) : end + 1])
        if name and (word == ACT or len(name.words) > 2 or typed[end].istitle()):
            names.setdefault(word, []).append(name)
    children = tuple(_with_names(clause, names) for clause in query.children)
    return And(tuple(dict.fromkeys((*query.children, *children))) if clause_count == 2 else children) if names else query


def _longest_name(engine: Engine, words: Sequence[str]) -> Phrase | None:
    """Return the longest phrase that ends with the last word and that a record has; None if there is none.

    It has at least two words, and does not begin with a function word.
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
    """Return the clause. If it is the last word of the name of a law, return the names and the synonyms of the word."""
    forms = clause.forms if isinstance(clause, Synonyms) else (clause,)
    word = forms[0]
    if not isinstance(word, Word) or word.exact or word.field or fold(word.text) not in names:
        return clause
    with_names = (*names[fold(word.text)], *forms[1:])
    return Synonyms(with_names) if len(with_names) > 1 else with_names[0]
