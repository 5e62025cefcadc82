"""A query tree widened by what else the things in it are called. A tree and a table in, a tree out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from search.lexicon.thesaurus import SynonymEntry, Thesaurus
from search.model.fields import RANKED
from search.query.nodes import And, AndMaybe, Node, Or, Phrase, Synonyms, Word
from search.text.analysis import words

MAX_EXPANDED_NAMES = 8
"""Names in one search that others are looked for with."""

MAX_SYNONYMS = 6
"""Other names of one thing that are looked for."""

EXPANDED_FIELDS = frozenset((None, *(field.name for field in RANKED)))
"""Where names of things are looked for: in the texts, together or alone."""


class SynonymExpansion:
    """Widens one query. ``written`` are the words typed bare, as written and folded: only they are looked at.

    "national referral mechanism" is found as NRM by widening each of its words: ``(n or x) and (r or x) and (m or x)`` is what
    ``(n and r and m) or x`` is, and each word stays a part of the search of its own, ranked as if NRM were written out.
    """

    def __init__(self, thesaurus: Thesaurus, written: Collection[str]) -> None:
        self._thesaurus = thesaurus
        self._written = written
        self.expansions: list[SynonymEntry] = []
        """The names that were widened."""

    def expand(self, node: Node) -> Node:
        """The node with each bare name, a word or several side by side, taken to mean the others of the same thing too."""
        match node:
            case And(children):
                return And(tuple(self._expand_siblings(children)))
            case Or(children):
                return Or(tuple(map(self.expand, children)))
            case AndMaybe(child, words):
                return AndMaybe(self.expand(child), words)
            case Word():
                return self._expand_siblings((node,))[0]
            case _:
                return node

    def _expand_siblings(self, nodes: Sequence[Node]) -> list[Node]:
        """Side by side, the longest names first from the left."""
        found: list[Node] = []
        while len(found) < len(nodes):
            run = self._leading_words(nodes[len(found) :])
            name = None
            while run and (name := self._thesaurus.find([word.text for word in run])) is None:
                run.pop()
            if name and self._is_expanded(name):
                found += self._synonyms_of(run, name)
            else:
                following = nodes[len(found)]
                found.append(following if isinstance(following, Word) else self.expand(following))
        return found

    def _leading_words(self, nodes: Sequence[Node]) -> list[Word]:
        """The bare words of one field that a row of nodes begins with, no more than a name has."""
        run: list[Word] = []
        for node in nodes[: self._thesaurus.max_words]:
            if not isinstance(node, Word) or node.text not in self._written or node.field not in EXPANDED_FIELDS:
                break
            if run and node.field != run[0].field:
                break
            run.append(node)
        return run

    def _is_expanded(self, name: SynonymEntry) -> bool:
        return len(self.expansions) < MAX_EXPANDED_NAMES and (not name.case_sensitive or name.name in self._written)

    def _synonyms_of(self, run: Sequence[Word], name: SynonymEntry) -> list[Node]:
        if name not in self.expansions:
            self.expansions.append(name)
        others = [_form(other, run[0].field) for other in name.synonyms[:MAX_SYNONYMS]]
        return [Synonyms((word, *others)) for word in run]


def _form(name: str, field: str | None) -> Word | Phrase:
    first, *rest = words(name)
    return Phrase((first, *rest), field) if rest else Word(first, field)
