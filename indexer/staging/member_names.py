"""The names of members by id, collected from all records, to complete records whose source gives only an id."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from search.model.question import Person, Question


class MemberNames:
    """The name of each member in the latest question that prints it: names change when members marry or become peers."""

    def __init__(self) -> None:
        self._names: dict[int, tuple[date, str]] = {}

    def collect(self, question: Question) -> None:
        """Collect the names that a question prints."""
        tabled_on = question.tabled_on or date.min
        for person in _people(question):
            if person.member_id and person.name:
                latest, _ = self._names.get(person.member_id, (date.min, ""))
                if tabled_on >= latest:
                    self._names[person.member_id] = (tabled_on, person.name)

    def complete(self, question: Question) -> Question:
        """Return the question with the missing names of its members filled in, where they are known."""
        asked_by = self._named(question.asked_by)
        answer = question.answer
        if answer is not None:
            answer = replace(answer, answered_by=self._named(answer.answered_by), corrected_by=self._named(answer.corrected_by))
        return replace(question, asked_by=asked_by, answer=answer)

    def _named(self, person: Person) -> Person:
        if person.name or person.member_id not in self._names:
            return person
        return replace(person, name=self._names[person.member_id][1])


def _people(question: Question) -> tuple[Person, ...]:
    if question.answer is None:
        return (question.asked_by,)
    return question.asked_by, question.answer.answered_by, question.answer.corrected_by
