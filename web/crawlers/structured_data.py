"""A record in the terms of schema.org, as JSON-LD: a ``QAPage`` with its ``Question`` and its ``Answer``."""

from __future__ import annotations

from datetime import date
from typing import Any

from search.model.question import Answer, Person, Question
from web.site import licence, wording


def record(question: Question, url: str) -> dict[str, Any]:
    """Return the JSON-LD of a record whose page is at ``url``. Properties without a value are left out."""
    return _present(
        {
            "@context": "https://schema.org",
            "@type": "QAPage",
            "url": url,
            "license": licence.ADDRESS,
            "mainEntity": _present(
                {
                    "@type": "Question",
                    "name": wording.quoted_title(question),
                    "text": question.text,
                    "identifier": question.uin or question.id,
                    "author": _person(question.asked_by),
                    "datePublished": _day(question.tabled_on),
                    "answerCount": int(question.answer is not None),
                    "acceptedAnswer": _answer(question.answer, url) if question.answer else None,
                }
            ),
        }
    )


def _answer(answer: Answer, url: str) -> dict[str, Any]:
    return _present(
        {
            "@type": "Answer",
            "text": answer.text,
            "url": f"{url}#answer",
            "author": _person(answer.answered_by),
            "datePublished": _day(answer.answered_on),
            "dateModified": _day(answer.corrected_on),
        }
    )


def _person(person: Person) -> dict[str, Any] | None:
    return {"@type": "Person", "name": person.name} if person.name else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _present(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value not in (None, "")}
