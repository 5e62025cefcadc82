"""Join the clauses of a query: flatten nested nodes, leave out stop words, merge repeated words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from search.query.nodes import And, Node, Not, Or, Word
from search.text.analysis import stem
from search.text.word_forms.stop_words import STOP_WORDS

REPETITION_SATURATION = 8.0
"""BM25's k3 (Robertson and others 1994): with a lower value, repetitions of a word in a query add less to its weight."""


def combine(kind: type[And | Or], clauses: Sequence[Node]) -> Node | None:
    """Return the flattened clauses under one node; a single clause as it is, and None for no clause."""
    children = flatten(kind, clauses)
    if not children:
        return None
    return children[0] if len(children) == 1 else kind(tuple(children))


def flatten(kind: type[And | Or], clauses: Sequence[Node]) -> list[Node]:
    """Return the clauses with each node of ``kind`` replaced by its children."""
    return [child for node in clauses for child in (node.children if isinstance(node, kind) else (node,))]


def split_stop_words(clauses: list[Node]) -> tuple[list[Node], list[str]]:
    """Return the clauses without stop words, and the stop words left out.

    Stop words stay when nothing else would be left to search for: a query of stop words alone, or with exclusions only.
    """
    content = [node for node in clauses if not _is_stop_word(node)]
    if all(isinstance(node, Not) for node in content):
        return clauses, []
    return content, [node.text for node in clauses if isinstance(node, Word) and _is_stop_word(node)]


def merge_repeated_words(clauses: list[Node]) -> list[Node]:
    """Return the clauses with each word once, all its forms counted as one word.

    A word that occurs ``k`` times has the weight ``(k3 + 1) * k / (k3 + k)``, with k3 = ``REPETITION_SATURATION``.
    """
    keys: list[object] = [
        (node.field, stem(node.text), node.exact) if isinstance(node, Word) else position
        for position, node in enumerate(clauses)
    ]
    if len(set(keys)) == len(keys):
        return clauses
    first_node = dict(zip(reversed(keys), reversed(clauses), strict=True))
    return [
        replace(node, weight=(REPETITION_SATURATION + 1) * count / (REPETITION_SATURATION + count))
        if isinstance(node := first_node[key], Word)
        else node
        for key, count in Counter(keys).items()
    ]


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and node.field is None and not node.exact and node.text in STOP_WORDS
