"""The names of members and bodies in the lines about a question, as links to the pages of their figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from search.model.question import Answer, Person, Question
from search.people.body_entries import body_address
from search.people.member import person_key
from web.site import urls, wording
from web.site.link import Link

SEPARATOR = " \N{MIDDLE DOT} "


def origin(question: Question) -> tuple[Link, ...]:
    """The answering body, which is a link, the House and the UIN."""
    name = question.answering_body.name
    return tuple(Link(part, urls.body(body_address(name)) if part == name else "") for part in wording.origin(question))


def shared_names(questions: Iterable[Question]) -> Collection[str]:
    """The names that several members have among those who asked or answered some questions."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for question in questions:
        for person in (question.asked_by, (question.answer or Answer()).answered_by):
            keys[person.label].add(person_key(person))
    return {name for name, own in keys.items() if len(own) > 1}


def asked(question: Question, shared: Collection[str] = ()) -> tuple[Link, ...]:
    """The line that says who asked, with the name as a link."""
    return _phrase(wording.asked_phrase(question), question.asked_by, shared)


def answered(question: Question, shared: Collection[str] = (), *, is_sentence: bool = False) -> tuple[Link, ...]:
    """The line that says who answered, with the name as a link; () without an answer."""
    phrase = wording.answered_phrase(question)
    answerer = (question.answer or Answer()).answered_by
    return _phrase(wording.sentence_case(phrase) if is_sentence else phrase, answerer, shared)


def byline(question: Question, shared: Collection[str] = ()) -> tuple[Link, ...]:
    """Who asked and who answered."""
    pieces, answer = asked(question, shared), answered(question, shared)
    return (*pieces, Link(SEPARATOR, ""), *answer) if pieces and answer else (*pieces, *answer)


def _phrase(phrase: str, person: Person, shared: Collection[str]) -> tuple[Link, ...]:
    """Return a phrase in pieces, of which the name of a person is a link; one that is shared has its key for screen readers."""
    key = person_key(person)
    before, name, after = phrase.rpartition(person.label) if key else (phrase, "", "")
    about = f"member {key}" if name in shared else ""
    pieces = (Link(before, ""), Link(name, urls.person(key), about) if name else Link("", ""), Link(after, ""))
    return tuple(piece for piece in pieces if piece.text)
