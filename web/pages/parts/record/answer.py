"""The answer of a record: its text, a notice if it is incomplete, and its attachments."""

from __future__ import annotations

import msgspec

from search.insight.kinds import deciding_sentences
from search.insight.tables import tables_of
from search.model.question import Answer, Attachment, Question
from web.pages.parts.answer_kinds import KindView, kind_views, marked_sentences
from web.site import outside_links, safe_html, urls, wording
from web.site.answers.reference_links import ReferenceLinks
from web.site.link import Link
from web.site.safe_html import SafeHtml


class AttachmentView(msgspec.Struct, frozen=True):
    """A paper attached to an answer; ``url`` is "" if the source gave only its name, or an unsafe address."""

    title: str
    url: str
    details: str


class AnswerView(msgspec.Struct, frozen=True):
    """An answer. ``cut_note`` says that the source cut it short. ``figures`` leads to its tables as data, if it has any.

    ``marked_correction`` is the published text with its changes marked, ``original`` the text before the correction.
    """

    title: str
    body: SafeHtml
    cut_note: str
    kinds: tuple[KindView, ...]
    figures: Link | None
    marked_correction: SafeHtml | None
    original: SafeHtml | None
    attachments: tuple[AttachmentView, ...]


def answer_view(question: Question, answer: Answer, references: ReferenceLinks) -> AnswerView:
    """The answer of a question, with links at its ``references``."""
    sentences = deciding_sentences(question)
    body = safe_html.answer(answer.html, answer.text, references, marked_sentences(sentences))
    return AnswerView(
        title="Holding answer" if question.answer_is_holding else "Answer",
        body=body,
        cut_note=wording.cut_notice("answer") if answer.is_cut else "",
        kinds=kind_views(question.derived.kinds, sentences, body),
        figures=Link("The tables as CSV", urls.answer_tables(question.id)) if _has_figures(answer) else None,
        marked_correction=safe_html.answer(answer.comparable_html, "") if answer.comparable_html else None,
        original=safe_html.answer(answer.original_html, "") if answer.original_html else None,
        attachments=tuple(map(_attachment, answer.attachments)),
    )


def _has_figures(answer: Answer) -> bool:
    """Whether the answer has a table of more than one cell."""
    return any(table is not None and len(table.spans) > 1 for table in tables_of(answer.html))


def _attachment(attachment: Attachment) -> AttachmentView:
    size = f"{max(1, attachment.size_bytes // 1024):,} KB" if attachment.size_bytes else ""
    file_name = attachment.file_name if attachment.title else ""
    details = ", ".join(part for part in (attachment.file_type, size, file_name) if part)
    return AttachmentView(
        attachment.title or attachment.file_name or "Untitled paper", outside_links.safe_link(attachment.url), details
    )
