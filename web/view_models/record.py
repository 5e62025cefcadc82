"""The page of one record."""

from __future__ import annotations

from dataclasses import dataclass

from search.results.types import IndexInfo
from web.site.link import Link
from web.site.safe_html import SafeHtml
from web.view_models.history import CorrectionView, HistoryView
from web.view_models.hits import HitView
from web.view_models.properties import Section


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A paper that came with an answer; ``url`` is "" when the source gave only its name."""

    title: str
    url: str
    details: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer ready to read. ``cut`` says when the source cut it short.

    ``changes`` shows what a correction put in and left out, ``earlier`` is the text before it.
    """

    title: str
    byline: str
    body: SafeHtml
    cut: str
    changes: SafeHtml | None
    earlier: SafeHtml | None
    attachments: tuple[AttachmentView, ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """The way back to the results a record was reached from, and to its neighbours there."""

    back: Link
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True)
class RecordView:
    """The page of one record."""

    title: str
    info: IndexInfo
    canonical: str
    trail: Trail | None
    origin: tuple[str, ...]
    asked: str
    state: str
    tags: tuple[str, ...]
    standing: str
    question: tuple[str, ...]
    question_cut: str
    answer: AnswerView | None
    correction: CorrectionView | None
    history: HistoryView
    same_answer: Link | None
    official: str
    grouped: tuple[Link, ...]
    grouped_elsewhere: tuple[str, ...]
    sections: tuple[Section, ...]
    citation: str
    short_citation: str
    references: tuple[Link, ...]
    formats: tuple[Link, ...]
    terms: tuple[Link, ...]
    similar: tuple[HitView, ...]
    more: Link
