"""FIELDS: the table of all fields that records are searched, filtered, counted, sorted and collapsed by.

The index schema, query prefixes, URL parameters and facets follow this table; tests hold the record page and the help to it.
"""

from __future__ import annotations

from typing import get_args

from search.model.body_families import FAMILIES, body_family
from search.model.collapse_keys import answered_together_key, same_answer_key
from search.model.derived_fields import DERIVED_TABLE
from search.model.field_types import Field, Kind, calendar_facet, day_field, flag_field
from search.model.field_values import (
    answer_of,
    from_attachments,
    from_number,
    from_text,
    last_activity,
    last_change,
    question_words,
)
from search.model.history import completed_on, last_observed_on
from search.model.parliament import LEGISLATURES
from search.model.question import House, State

_TABLE = (
    Field(
        "heading",
        Kind.TEXT,
        "Heading",
        "the heading the question is printed under",
        lambda q: from_text(q.heading),
        ("title",),
        True,
        boost=3.0,
    ),
    Field("question", Kind.TEXT, "Question text", "the words of the question, without its opening", question_words),
    Field("answer", Kind.TEXT, "Answer text", "the words of the answer", lambda q: from_text(answer_of(q).text), boost=0.5),
    Field(
        "body",
        Kind.NAME,
        "Department",
        "the department or body that answers",
        lambda q: from_text(q.answering_body.name),
        ("dept", "department"),
        True,
    ),
    Field(
        "body-family",
        Kind.KEYWORD,
        "Department, all names",
        "the department under all its names, such as “Health (all names)”",
        body_family,
        facet=True,
        choices=FAMILIES,
    ),
    Field("house", Kind.KEYWORD, "House", "Commons or Lords", lambda q: (q.house,), facet=True, choices=get_args(House)),
    Field(
        "legislature",
        Kind.KEYWORD,
        "Legislature",
        "House of Commons or House of Lords",
        lambda q: (LEGISLATURES[q.house].name,),
        choices=tuple(legislature.name for legislature in LEGISLATURES.values()),
    ),
    Field("house-id", Kind.KEYWORD, "House number", "1 for Commons, 2 for Lords", lambda q: (LEGISLATURES[q.house].number,)),
    Field("asked", Kind.NAME, "Asked by", "the member who asked", lambda q: from_text(q.asked_by.label), ("by", "asker"), True),
    Field(
        "answered",
        Kind.NAME,
        "Answered by",
        "the minister who answered",
        lambda q: from_text(answer_of(q).answered_by.label),
        facet=True,
    ),
    Field(
        "state",
        Kind.KEYWORD,
        "State",
        "unanswered, not-collected, no-answer, holding, answered, corrected or withdrawn",
        lambda q: (q.state,),
        facet=True,
        choices=get_args(State),
        value_labels=(
            ("not-collected", "no answer collected"),
            ("no-answer", "no answer in our source"),
            ("holding", "holding answer only"),
        ),
    ),
    Field(
        "uin",
        Kind.KEYWORD,
        "UIN",
        "the number the question was tabled under; each session reuses the numbers",
        lambda q: from_text(q.uin),
    ),
    Field("id", Kind.KEYWORD, "Record number", "the number in the address of its page", lambda q: (q.id,)),
    day_field("tabled", "Date tabled", "the day the question was tabled", lambda q: q.tabled_on, ("date",)),
    day_field("answered-on", "Date answered", "the day of the answer", lambda q: answer_of(q).answered_on),
    day_field("due", "Date for answer", "the day that a question is put down for", lambda q: q.due_on),
    day_field("held-on", "Date of holding answer", "the day a holding answer was given", lambda q: q.held_on),
    day_field("corrected-on", "Date corrected", "the day the answer was corrected", lambda q: answer_of(q).corrected_on),
    day_field("completed-on", "Date of full answer", "the day a full answer followed a holding answer", completed_on),
    day_field(
        "transferred-on",
        "Date transferred",
        "the day we last saw the question transferred to another body",
        lambda q: last_observed_on(q, "transferred"),
    ),
    day_field(
        "withdrawn-on",
        "Date withdrawn",
        "the day we saw the question withdrawn, if it still is withdrawn",
        lambda q: last_observed_on(q, "withdrawn") if q.is_withdrawn else None,
    ),
    day_field(
        "removed-on",
        "Date removed from Parliament’s site",
        "the day we saw that Parliament had removed the question, if it still is removed",
        lambda q: last_observed_on(q, "removed") if q.is_removed_at_source else None,
    ),
    Field("activity", Kind.DATE, "Last activity", "the last day of a holding answer, an answer or a correction", last_activity),
    Field(
        "changed",
        Kind.DATE,
        "Last change",
        "the last day of any change: tabled, answered, corrected, transferred, withdrawn, removed or restored",
        last_change,
    ),
    day_field("fetched", "Date fetched", "the day the record was last fetched from its source", lambda q: q.fetched_on),
    calendar_facet("tabled-year", "Year tabled", "such as 2024", lambda q: q.tabled_on, 4),
    calendar_facet("tabled-month", "Month tabled", "such as 2024-03", lambda q: q.tabled_on, 7),
    calendar_facet("answered-year", "Year answered", "such as 2024", lambda q: answer_of(q).answered_on, 4),
    calendar_facet("answered-month", "Month answered", "such as 2024-03", lambda q: answer_of(q).answered_on, 7),
    flag_field("named-day", "Named day", "the asker named the day for an answer", lambda q: q.is_named_day),
    flag_field("interest", "Registered interest", "the asker declared an interest", lambda q: q.has_interest),
    flag_field("attachment", "Has an attachment", "documents came with the answer", lambda q: bool(answer_of(q).attachments)),
    flag_field("table", "Has a table", "the answer contains a table", lambda q: answer_of(q).has_table),
    flag_field("grouped", "Grouped", "the question was answered together with others", lambda q: bool(q.grouped)),
    flag_field(
        "correction", "Ministerial correction", "the answer is a correction", lambda q: answer_of(q).is_correction, facet=False
    ),
    flag_field(
        "cut",
        "Text cut short by the source",
        "the source gives only the start of the question or the answer",
        lambda q: q.is_cut or answer_of(q).is_cut,
        facet=False,
    ),
    Field(
        "group",
        Kind.KEYWORD,
        "Grouped question UIN",
        "the UIN of a question answered together with this one",
        lambda q: tuple(dict.fromkeys(g.uin for g in q.grouped)),
    ),
    Field(
        "same-answer",
        Kind.KEYWORD,
        "Same answer",
        "a key of the answer's text without numbers and dates",
        same_answer_key,
        collapse_label="with the same answer",
    ),
    Field(
        "answered-together",
        Kind.KEYWORD,
        "Answered together",
        "a key of the questions answered together: House, day and lowest UIN",
        answered_together_key,
        collapse_label="of the same group",
    ),
    Field(
        "body-id",
        Kind.KEYWORD,
        "Department number",
        "Parliament's number for the body",
        lambda q: from_number(q.answering_body.id),
    ),
    Field(
        "body-short",
        Kind.KEYWORD,
        "Department, short name",
        "the short name in the Linked Data API",
        lambda q: from_text(q.answering_body.short_name),
    ),
    Field(
        "body-sort",
        Kind.KEYWORD,
        "Department, sort name",
        "the name that the Linked Data API sorts by",
        lambda q: from_text(q.answering_body.sort_name),
    ),
    Field(
        "asked-id",
        Kind.KEYWORD,
        "Asking member number",
        "Parliament's number for the member",
        lambda q: from_number(q.asked_by.member_id),
    ),
    Field(
        "answered-id",
        Kind.KEYWORD,
        "Answering minister number",
        "Parliament's number for the member",
        lambda q: from_number(answer_of(q).answered_by.member_id),
    ),
    Field(
        "corrected-by",
        Kind.NAME,
        "Corrected by",
        "the minister who corrected the answer",
        lambda q: from_text(answer_of(q).corrected_by.label),
    ),
    Field("constituency", Kind.NAME, "Constituency", "the asker's constituency", lambda q: from_text(q.asked_by.constituency)),
    Field(
        "answered-constituency",
        Kind.NAME,
        "Answering minister’s constituency",
        "the minister's constituency",
        lambda q: from_text(answer_of(q).answered_by.constituency),
    ),
    Field("party", Kind.KEYWORD, "Party", "the asker's party", lambda q: from_text(q.asked_by.party)),
    Field("session", Kind.KEYWORD, "Session", "the parliamentary session", lambda q: from_text(q.session)),
    Field(
        "file", Kind.KEYWORD, "Attachment file name", "the file name of an attachment", from_attachments(lambda a: a.file_name)
    ),
    Field(
        "property",
        Kind.KEYWORD,
        "Linked Data property",
        "a property that only the Linked Data API has, as path=value",
        lambda q: q.properties,
    ),
    Field("file-title", Kind.NAME, "Attachment title", "the title of an attachment", from_attachments(lambda a: a.title)),
    *DERIVED_TABLE,
)

FIELDS: dict[str, Field] = {field.name: field for field in _TABLE}
RANKED: tuple[Field, ...] = tuple(field for field in _TABLE if field.kind is Kind.TEXT)
"""The fields that a word without a prefix is searched in."""

PREFIXES: dict[str, Field] = {name: field for field in _TABLE for name in (field.name, *field.aliases)}
"""The field of each query prefix, which is its name or one of its aliases."""
