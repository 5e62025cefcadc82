"""The synonyms that are learned from the texts of the records: abbreviations and compounds."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from search.lexicon.abbreviations import Abbreviations
from search.lexicon.compounds import Compounds
from search.lexicon.thesaurus import SynonymEntry
from search.model.question import Question


class LearnedNames(msgspec.Struct):
    """The counts that names are learned from.

    The counts depend on the records alone, not on the order in which they were added and removed, until there are more names
    than ``MAX_COUNTED_ABBREVIATIONS`` or ``MAX_COUNTED_COMPOUNDS``.
    """

    abbreviations: Abbreviations = msgspec.field(default_factory=Abbreviations)
    compounds: Compounds = msgspec.field(default_factory=Compounds)

    def add(self, question: Question) -> None:
        """Count the names of a record."""
        self.abbreviations.add(question)
        self.compounds.add(question)

    def remove(self, question: Question) -> None:
        """Undo ``add`` for a record that is removed or replaced."""
        self.abbreviations.remove(question)
        self.compounds.remove(question)

    def entries(self) -> Iterator[SynonymEntry]:
        """Yield the synonym entries that are learned."""
        yield from self.abbreviations.entries()
        yield from self.compounds.entries()
