"""The counts of the records that a writer adds and removes: the statistics that a generation stores of all its records."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping

from search.engines.memory_matching import Entry
from search.engines.opensearch.generation import FieldLengths, Generation, Members, Names
from search.engines.opensearch.layout import encode_record
from search.engines.opensearch.term_counts import TermCounter
from search.lexicon.learning import LearnedNames
from search.model.fields import RANKED
from search.model.question import House, Question
from search.people.member import MemberCount, Role, member_counts

DIGESTS = 1 << 128
"""Digests are added modulo this number."""


class RecordTotals:
    """Counts of records. Adding and removing them in any order ends with the counts of a build of the records that stay."""

    def __init__(self) -> None:
        self.records = 0
        self.terms = TermCounter()
        """The words that were counted here, without those of ``continued``."""
        self.names = LearnedNames()
        self.months: set[tuple[House, str]] = set()
        """The Houses and months of tabling of the records counted here; "" is no month."""
        self._lengths: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        self._members: Counter[tuple[Role, str, str, str, str, str]] = Counter()
        self._bodies: Counter[str] = Counter()
        self._digest = 0

    @classmethod
    def continued(cls, generation: Generation, names: Names, members: Members) -> RecordTotals:
        """Return the counts of a generation, to which an update adds."""
        tally = cls()
        tally.records = generation.info.records
        tally.names = names.decoded_counts()
        for name, length in generation.lengths.items():
            tally._lengths[name] = [length.terms, length.records]
        for row in members.counts:
            tally._members[row[:-1]] = row.records
        tally._bodies = Counter(members.bodies)
        tally._digest = int(generation.digest, 16)
        return tally

    def add(self, entry: Entry) -> None:
        """Count a record that the index gets."""
        self.names.add(entry.question)
        self._count(entry, 1)

    def remove(self, entry: Entry) -> None:
        """Count a record that an update replaces or deletes."""
        self.names.remove(entry.question)
        self._count(entry, -1)

    def _count(self, entry: Entry, sign: int) -> None:
        question = entry.question
        self.records += sign
        self.terms.add(entry, sign)
        for field in RANKED:
            if length := len(entry.terms[field.name]):
                self._lengths[field.name][0] += sign * length
                self._lengths[field.name][1] += sign
        for row in member_counts([question]):
            self._members[row[:6]] += sign
        for body in entry.values["body"]:
            self._bodies[body] += sign
        self.months.add((question.house, question.tabled_on.isoformat()[:7] if question.tabled_on else ""))
        self._digest = (self._digest + sign * record_digest(question)) % DIGESTS

    def lengths(self) -> Mapping[str, FieldLengths]:
        """Return the lengths of the ranked fields."""
        return {field.name: FieldLengths(*self._lengths[field.name]) for field in RANKED}

    def members(self) -> Members:
        """Return who asked and answered, and the bodies."""
        rows = [MemberCount(*values, records) for values, records in sorted(self._members.items()) if records]
        return Members(rows, {body: records for body, records in sorted(self._bodies.items()) if records})

    def digest(self) -> str:
        """Return the sum of the digests of the records."""
        return f"{self._digest:032x}"


def record_digest(question: Question) -> int:
    """Return the first 128 bits of the SHA-256 of a record as it is stored."""
    return int.from_bytes(hashlib.sha256(encode_record(question)).digest()[:16])
