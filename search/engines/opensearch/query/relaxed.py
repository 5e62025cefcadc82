"""The counts that a relaxed search will need, so that one request to the cluster can ask for all of them.

The pipeline asks for them one by one. It first counts the records that match most clauses. If too few match, it counts those
that match one clause fewer. After the search it counts the records that match every clause.
"""

from __future__ import annotations

from collections.abc import Iterator

from search.query.nodes import And, AndMaybe, AtLeast, MatchAll, Node, Or, Synonyms, TextClause


def conjuncts(node: Node) -> frozenset[Node]:
    """Return the parts of a tree that every match has. Trees with the same parts match the same records."""
    return frozenset(_conjuncts(node))


def _conjuncts(node: Node) -> Iterator[Node]:
    match node:
        case And(nodes):
            for child in nodes:
                yield from _conjuncts(child)
        case AtLeast(minimum, nodes) if minimum == len(nodes):
            yield from _conjuncts(And(nodes))
        case AndMaybe(required):
            yield from _conjuncts(required)
        case MatchAll():
            return
        case _:
            yield node


def every_clause(node: Node) -> Node | None:
    """Return the tree for those matches of a relaxed tree that match all its clauses; None if the tree is not relaxed."""
    match node:
        case And(nodes):
            strict = [_strict(child) for child in nodes]
            return And(tuple(strict)) if strict != list(nodes) else None
        case AndMaybe(required):
            return every_clause(required)
        case _:
            strict_node = _strict(node)
            return strict_node if strict_node != node else None


def _strict(node: Node) -> Node:
    match node:
        case AtLeast(minimum, nodes) if minimum < len(nodes):
            return And(nodes)
        case Or(nodes) if len(nodes) > 1:
            return And(nodes)
        case _:
            return node


def next_level(node: Node) -> Node | None:
    """Return the tree that is counted next if too few records match a relaxed one; None if it is not relaxed further.

    A minimum of one clause is not counted in advance: it is rarely needed, and many records match.
    """
    if not isinstance(node, And):
        return None
    looser = tuple(_looser(child) for child in node.children)
    return And(looser) if looser != node.children else None


def _looser(node: Node) -> Node:
    return AtLeast(node.minimum - 1, node.children) if isinstance(node, AtLeast) and node.minimum > 2 else node


def scored_clauses(node: Node) -> list[Node]:
    """Return the words and synonyms of a relaxed tree. Its scores depend on their document frequencies."""
    return [
        clause
        for child in (node.children if isinstance(node, And) else (node,))
        if isinstance(child, AtLeast | Or)
        for clause in child.children
        if isinstance(clause, TextClause | Synonyms)
    ]
