"""Synonym expansion: add synonyms to the names in a query tree.

A name is a bare word, or several adjacent bare words, that a thesaurus has an entry for. A bare word is a word outside
quotation marks that is neither a field prefix nor part of a pattern.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from search.lexicon import variants
from search.lexicon.thesaurus import SynonymEntry, Thesaurus, is_short_form
from search.model.fields import RANKED
from search.pipeline.readings.compounds import ClosedCompounds, letters_and_number
from search.pipeline.relaxation import is_long
from search.query.clauses import combine
from search.query.nodes import And, AndMaybe, AtLeastShare, Node, Or, Phrase, Synonyms, Word
from search.text.analysis import fold
from search.text.analysis import forms as forms_of_text
from search.text.analysis import words as words_of_text

MAX_EXPANDED_NAMES = 8
"""Maximum names in one query that synonyms are added to."""

MAX_SYNONYMS = 6
"""Maximum synonyms that are added to one name."""

NamePart = Word | Synonyms
"""A part of a name: a word, or a compound, which is the phrase of its parts with their joined spelling."""

TEXT_FIELDS = frozenset((None, *(field.name for field in RANKED)))
"""The ranked fields, and None, which stands for all of them."""

EXPANDED_FIELDS = TEXT_FIELDS | {"body"}
"""Fields in which names are expanded: ``body:DfE`` finds the Department for Education."""


class SynonymExpansion:
    """Expands one query. ``bare_words`` are its bare words, each both as typed and folded. Only bare words are expanded.

    A name of several words is expanded word by word: with NRM for "national referral mechanism", ``n and r and m`` becomes
    ``(n or x) and (r or x) and (m or x)``, which matches the same records as ``(n and r and m) or x``. So each word remains a
    separate clause, and a record with NRM is ranked as if it had all the words of the name.
    """

    def __init__(self, thesaurus: Thesaurus, bare_words: frozenset[str], closed_compounds: ClosedCompounds) -> None:
        self._thesaurus = thesaurus
        self._bare_words = bare_words
        self._closed_compounds = closed_compounds
        self.expansions: list[SynonymEntry] = []
        """The entries that synonyms were added from, each with its name as typed: ``nurses`` for nurse."""

    def expand(self, node: Node) -> Node:
        """Return the node with synonyms added to each name."""
        match node:
            case And(children):
                return And(tuple(self._expand_siblings(self._with_closed_compounds(children))))
            case Or(children):
                return Or(tuple(map(self.expand, children)))
            case AtLeastShare(share, children):
                expanded = self._expand_siblings(self._with_closed_compounds_of_text(children))
                return AtLeastShare(share, tuple(node for node in expanded if isinstance(node, NamePart)))
            case AndMaybe(child, words):
                return AndMaybe(self.expand(child), words)
            case Word() | Synonyms():
                return combine(And, self._expand_siblings(self._with_closed_compounds((node,)))) or node
            case _:
                return node

    def _with_closed_compounds(self, nodes: Sequence[Node]) -> list[Node]:
        """Add the closed compound of two adjacent words to each of them: a search for "child care" also finds childcare.

        One of the two may be a function word that the query omits: "roll out" finds rollout. If it is the first, the two side
        by side are a further clause: "off rolling" is not about rolling. COP26 finds "COP 26", and KnifeCrime "knife crime".
        The parser adds a compound to a hyphenated word. It is not reported, because it is a spelling and not a synonym. Long
        texts have none: a record with the compound would score twice.
        """
        expanded = list(nodes)
        if is_long(len(nodes)):
            return expanded
        for position, node in enumerate(nodes):
            if isinstance(node, Word) and self._is_bare(node):
                for words, compound in self._closed_compounds.with_function_words(node.text).items():
                    expanded[position] = _with_form(expanded[position], Word(compound, node.field))
                    if words[1] == node.text:
                        expanded.append(Synonyms((Phrase(words, node.field), Word(compound, node.field))))
                if parts := letters_and_number(node.text) or self._closed_compounds.parts_by_capitals.get(node.text):
                    expanded[position] = _with_form(expanded[position], Phrase(parts, node.field))
        for position, pair in enumerate(pairwise(nodes)):
            if joined := self._closed_compound(*pair):
                for index in (position, position + 1):
                    expanded[index] = _with_form(expanded[index], joined)
        return expanded

    def _with_closed_compounds_of_text(self, nodes: Sequence[Node]) -> list[Node]:
        """Add the closed compound of two words that stand side by side in the text. The nodes may be in any order."""
        expanded = list(nodes)
        positions = {node.text: index for index, node in enumerate(nodes) if isinstance(node, Word) and self._is_bare(node)}
        for first, second in self._closed_compounds.neighbours:
            if first in positions and second in positions and (compound := self._closed_compounds.find(first, second)):
                for index in (positions[first], positions[second]):
                    expanded[index] = _with_form(expanded[index], Word(compound))
        return expanded

    def _closed_compound(self, first: Node, second: Node) -> Word | None:
        """Return the closed compound of two nodes, if they are bare words of one field."""
        if not (isinstance(first, Word) and isinstance(second, Word) and first.field == second.field):
            return None
        compound = (
            self._closed_compounds.find(first.text, second.text) if self._is_bare(first) and self._is_bare(second) else ""
        )
        return Word(compound, first.field) if compound else None

    def _is_bare(self, word: Word) -> bool:
        """Whether a word is bare and in a field in which names are expanded."""
        return word.text in self._bare_words and not word.exact and word.field in EXPANDED_FIELDS

    def _expand_siblings(self, nodes: Sequence[Node]) -> list[Node]:
        """Expand the children of an ``And``, from left to right, longest names first."""
        expanded: list[Node] = []
        position = 0
        while position < len(nodes):
            run = self._leading_words(nodes[position:])
            entry = None
            while run and (entry := self._entry([text for node in run for text in _texts(node)])) is None:
                run.pop()
            if entry and self._is_expanded(entry):
                expanded += self._with_synonyms(run, entry)
                position += len(run)
            else:
                node = nodes[position]
                expanded.append(node if isinstance(node, NamePart) else self.expand(node))
                position += 1
        return expanded

    def _leading_words(self, nodes: Sequence[Node]) -> list[NamePart]:
        """Return the bare words of one field at the start of ``nodes``, at most as many as the longest name has."""
        run: list[NamePart] = []
        for node in nodes[: max(self._thesaurus.max_words, variants.MAX_WORDS)]:
            if not isinstance(node, NamePart) or not self._bare_words.issuperset(_texts(node)):
                break
            if _field(node) not in EXPANDED_FIELDS or (run and _field(node) != _field(run[0])):
                break
            run.append(node)
        return run

    def _entry(self, texts: Sequence[str]) -> SynonymEntry | None:
        """Return the entry of a name. A numbered name has its spellings, and the synonyms of each spelling.

        "World War I" and "No. 10" have those of "World War 1" and "Number 10".
        """
        entry, variant = self._thesaurus.find(texts) or self._entry_as_one_word(texts), variants.variant_entry(texts)
        if variant is None or (entry and entry.case_sensitive):
            return entry
        spellings = (entry, *(self._thesaurus.find(forms_of_text(spelling)) for spelling in variant.synonyms))
        synonyms = (synonym for known in spellings if known and not known.case_sensitive for synonym in known.synonyms)
        others = {tuple(words_of_text(synonym)): synonym for synonym in (*variant.synonyms, *synonyms)}
        others.pop(tuple(map(fold, texts)), None)
        return replace(entry or variant, synonyms=tuple(others.values()))

    def _entry_as_one_word(self, texts: Sequence[str]) -> SynonymEntry | None:
        """Return the entry of two words that are one in the thesaurus: "monkey pox" is monkeypox.

        An entry whose synonyms all have a hyphen is another spelling, which ``_with_closed_compounds`` adds.
        """
        entry = self._thesaurus.find(["".join(texts)]) if self._closed_compounds.may_be_one_word(texts) else None
        return entry if entry and any("-" not in synonym for synonym in entry.synonyms) else None

    def _is_expanded(self, entry: SynonymEntry) -> bool:
        """Whether synonyms of an entry are added: there are not too many yet, and a case-sensitive name is typed as it is."""
        return len(self.expansions) < MAX_EXPANDED_NAMES and (not entry.case_sensitive or entry.name in self._bare_words)

    def _with_synonyms(self, run: Sequence[NamePart], entry: SynonymEntry) -> list[Node]:
        """Add the synonyms to each part of a name. A case-sensitive name is matched by its case alone.

        A word of a longer name also has its own synonyms: "rail strike" finds *railway* for *rail*. A word of a name with
        figures has none: Dec 2023 is no Display Energy Certificate.
        """
        synonyms = self._synonyms(entry, run)
        if plain := variants.plain_words([text for node in run for text in _texts(node)]):
            return _in_plain_words(plain, run, synonyms)
        has_figures = any(text.isdigit() for node in run for text in _texts(node))
        expanded: list[Node] = []
        for node in run:
            forms = node.forms if isinstance(node, Synonyms) else (replace(node, exact=entry.case_sensitive),)
            is_part = len(run) > 1 and isinstance(node, Word) and not has_figures
            word_entry = self._thesaurus.find(_texts(node)) if is_part else None
            own_synonyms = self._synonyms(word_entry, (node,)) if word_entry and self._is_expanded(word_entry) else []
            expanded.append(Synonyms(tuple(dict.fromkeys((*forms, *own_synonyms, *synonyms)))))
        return expanded

    def _synonyms(self, entry: SynonymEntry, run: Sequence[NamePart]) -> list[Word | Phrase]:
        """Return the synonyms of a name as clauses, and list its entry among the expansions."""
        typed = replace(entry, name=_typed_name(entry, run))
        if typed not in self.expansions:
            self.expansions.append(typed)
        return [self._clause(synonym, _field(run[0])) for synonym in entry.synonyms[:MAX_SYNONYMS]]

    def _clause(self, synonym: str, field: str | None) -> Word | Phrase:
        """Return the clause of a synonym. An abbreviation that is a word too matches its case alone: CAP is no price cap."""
        first, *rest = forms_of_text(synonym)
        if rest:
            return Phrase((first, *rest), field)
        abbreviation = self._thesaurus.find((first,)) if is_short_form(synonym) else None
        return Word(first, field, exact=abbreviation is not None and abbreviation.case_sensitive)


def _in_plain_words(plain: Sequence[str], run: Sequence[NamePart], synonyms: Sequence[Word | Phrase]) -> list[Node]:
    """Return the plain words of a name, each with all its spellings. So "s.21" and "section 21" match the same records."""
    field = _field(run[0])
    typed = tuple(text for node in run for text in _texts(node))
    own = () if typed == plain else (Phrase(typed, field) if len(typed) > 1 else Word(typed[0], field),)
    return [Synonyms(tuple(dict.fromkeys((Word(word, field), *own, *synonyms)))) for word in plain]


def _typed_name(entry: SynonymEntry, run: Sequence[NamePart]) -> str:
    """Return the name of an entry as typed: ``nurses`` for nurse.

    An abbreviation is returned as the entry has it, and so is a name with a function word or a hyphen: ``run`` has lost these.
    """
    typed, words = [text for node in run for text in _texts(node)], forms_of_text(entry.name)
    is_same = len(typed) != len(words) or list(map(fold, typed)) == list(map(fold, words))
    return entry.name if is_same or "-" in entry.name or is_short_form(entry.name) else " ".join(typed)


def _texts(node: NamePart) -> tuple[str, ...]:
    """Return the words of a part of a name: of a compound, those of its phrase."""
    first = node.forms[0] if isinstance(node, Synonyms) else node
    return first.words if isinstance(first, Phrase) else (first.text,)


def _with_form(node: Node, form: Word | Phrase) -> Node:
    """Return a word or synonyms with one more synonym."""
    forms = node.forms if isinstance(node, Synonyms) else (node,)
    return Synonyms((*forms, form)) if isinstance(node, NamePart) else node


def _field(node: NamePart) -> str | None:
    return node.forms[0].field if isinstance(node, Synonyms) else node.field
