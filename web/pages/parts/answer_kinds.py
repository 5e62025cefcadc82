"""The kinds of an answer on the page of its record: each with its meaning and the sentence that decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from search.insight.kinds import DecidingSentence
from web.site import urls, wording
from web.site.link import Link
from web.site.safe_html import SafeHtml

MEANINGS = {
    "not-held": "The answer says that information is not held, not collected or not available in the form asked for.",
    "disproportionate-cost": "The answer says that information could be provided only at disproportionate cost.",
    "refers": "The answer refers to an earlier answer or statement.",
    "will-write": "The answer says that a letter will follow.",
    "in-due-course": "The answer says that more will come later, without a date.",
    "no-plans": "The answer says that there are no plans, or no intention, to do something.",
    "matter-for-others": "The answer says that something is a matter for another body.",
    "too-late": "Parliament was prorogued or dissolved before the question could be answered.",
    "holding": "The answer says that the question could not be answered in the time given.",
}
"""The meaning of each kind in a sentence. The kinds without a deciding sentence are only in the list of properties."""


class KindView(msgspec.Struct, frozen=True):
    """A kind: a link to the answers of the kind, its meaning, and a link to its sentence, None if that is not marked."""

    answers: Link
    meaning: str
    sentence: Link | None


def marked_sentences(sentences: Iterable[DecidingSentence]) -> Mapping[str, str]:
    """Return the sentences to mark in the answer, by the id of their mark."""
    return {mark_id: sentence for sentence, mark_id in _mark_ids(sentences).items()}


def kind_views(kinds: Iterable[str], sentences: Sequence[DecidingSentence], body: SafeHtml) -> tuple[KindView, ...]:
    """The kinds of an answer. ``sentences`` decide them; ``body`` is the answer with its marks."""
    mark_ids = _mark_ids(sentences)
    marks = {sentence.kind: mark_ids[sentence.text] for sentence in sentences}
    return tuple(_view(kind, marks.get(kind, ""), body) for kind in kinds if kind in MEANINGS)


def _view(kind: str, mark_id: str, body: SafeHtml) -> KindView:
    label = wording.value_label("kind", kind)
    is_marked = bool(mark_id) and f'id="{mark_id}"' in body
    return KindView(
        Link(label, urls.value_search("kind", kind), "all answers of this kind"),
        MEANINGS[kind],
        Link("The sentence is marked", f"#{mark_id}", label) if is_marked else None,
    )


def _mark_ids(sentences: Iterable[DecidingSentence]) -> dict[str, str]:
    """The id of the mark of each deciding sentence. A sentence that decides several kinds has one mark."""
    ids: dict[str, str] = {}
    for sentence in sentences:
        ids.setdefault(sentence.text, f"kind-{sentence.kind}")
    return ids
