"""Turns filters on property paths into nodes of the query: equal to a value, within a bound, present or absent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.address_formula import without_address_formula
from search.model.field_types import Kind
from search.model.fields import FIELDS
from search.model.linked_data_paths import PATHS, PROPERTY_FIELD, TEXT_PATHS, property_value
from search.model.parliament import RESOURCES_URI
from search.model.question import Question
from search.people.member import Role
from search.query.nodes import And, AnyOf, Exists, Node, Not, Or, TermRange, Word
from search.query.request import SearchRequest
from search.text.analysis import words
from search.text.program_dates import read_day
from web.api_queries.body_names import FORMS, BodyNames
from web.api_queries.member_numbers import MemberNumbers
from web.linked_data import derived_paths
from web.linked_data.derived_paths import ANSWER_DATE, FIRST_ANSWERED, SESSION_PATHS
from web.linked_data.endpoints import ANSWERED, UNNAMED_MEMBER
from web.linked_data.items import MEMBER_LABEL_PREFIX, MIDNIGHT, UNKNOWN_NAME, item, values, whole_texts

OTHER_PATHS = frozenset(
    """answer answer.answeringMember.label answer.attachment answer.questionFirstAnswered
    answer.questionFirstMinisteriallyCorrected answer.previousAnswerVersion answer.previousAnswerVersion.answeringMember
    answer.previousAnswerVersion.answeringMember.label answer.previousAnswerVersion.answeringMemberConstituency
    answer.previousAnswerVersion.answeringMemberPrinted answer.previousAnswerVersion.attachment
    answer.previousAnswerVersion.attachment.fileName answer.previousAnswerVersion.attachment.title
    tablingMember.label""".split()
)
"""Paths that are neither whole values of a field nor texts."""

ALIASES = {"answeringDepartment": "AnsweringBody", "dateTabled": "date", "identifier": "uin", "title": "hansardHeading"}
_EXTRA_FIELDS = {ANSWER_DATE: "due", **dict.fromkeys(SESSION_PATHS, "tabled")}
"""The fields of paths that only some views have. A session is compared by the day tabled."""

KNOWN_PATHS = OTHER_PATHS | PATHS.keys() | TEXT_PATHS.keys() | ALIASES.keys() | _EXTRA_FIELDS.keys()

MAX_COMPARED_RECORDS = 10_000
"""The most records whose whole texts are compared with the texts of the filters of an address. 10,000 take 0.4 s."""

MAX_TEXT_WORDS = 40
"""The most words of a text that are searched for, to find the records whose whole texts are compared."""

NO_RECORDS = Or(())
_HIGHEST = "\U0010ffff"
"""Sorts after every other character. A bound that ends with it includes every value that begins with the bound."""

_TAG = re.compile(r"<[^>]*>|&[^;\s]*;")
_PERIOD = re.compile(r"\d{4}(?:-\d\d)?", re.ASCII)
_WHOLE_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_PART_OF_RECORD = re.compile(rf"{re.escape(RESOURCES_URI)}([^/]+)/.+")
_MEMBER_LABELS = {"tablingMember.label": "asked", "answer.answeringMember.label": "answered"}
"""The fields with the names that members' labels are made of."""

_MEMBERS: Mapping[str, Role] = {"tablingMember": "asked", "answer.answeringMember": "answered"}
_MEMBER_PRINTED = "answer.answeringMemberPrinted"


class Named(msgspec.Struct, frozen=True):
    """The numbers and names that go with those of a record in the rest of the index."""

    members: MemberNumbers
    bodies: BodyNames

    def completed(self, question: Question) -> Question:
        """Return the record with the numbers of its members, and the number and names of its body."""
        return self.bodies.completed(self.members.numbered(question))


def resolve_path(path: str, engine: Engine) -> str | None:
    """Return the path that a name in an address means: ``dateOfAnswer`` is ``answer.dateOfAnswer``. None if there is none."""
    for candidate in (path, f"answer.{path}"):
        resolved = ALIASES.get(candidate, candidate)
        if resolved in KNOWN_PATHS or engine.count(_has_property(candidate)):
            return resolved
    return None


def field_of(path: str) -> str | None:
    """Return the field that holds the whole values of a path, or None."""
    return PATHS[path].field if path in PATHS else _EXTRA_FIELDS.get(path)


def is_date(path: str) -> bool:
    """Return whether the values of a path are dates."""
    field = field_of(path)
    return field is not None and FIELDS[field].kind is Kind.DATE


def equals(path: str, value: str, engine: Engine, named: Named) -> Node:
    """Match the records that have a value at a path.

    Paths of whole texts have ``equals_text``. Raises ``BadRequest`` for an invalid day.
    """
    if path in SESSION_PATHS:
        return derived_paths.in_session(path, value)
    if match := _PART_OF_RECORD.fullmatch(value.strip().replace("https://", "http://", 1)):
        return _equals_part(path, match[1], match[0], engine)
    if is_date(path):
        day = _day(path, value)
        return _field_range(path, day, day + _HIGHEST)
    by_property = AnyOf(PROPERTY_FIELD, (property_value(path, value),))
    if path == FIRST_ANSWERED:
        text = value.strip().removesuffix("Z")
        by_day = derived_paths.first_moment_in_range(text, text) if text.endswith(MIDNIGHT) else NO_RECORDS
        return Or((by_property, And((by_day, ANSWERED, Not(_has_property(path))))))
    if path in _MEMBER_LABELS:
        name = value.removeprefix(MEMBER_LABEL_PREFIX).strip()
        by_name = And((AnyOf(_MEMBER_LABELS[path], (name,)), Not(_has_property(path))))
        return Or((by_property, by_name)) if value.startswith(MEMBER_LABEL_PREFIX) else by_property
    return Or((_equals_whole_value(path, value, named), by_property))


def _equals_whole_value(path: str, value: str, named: Named) -> Node:
    if path == _MEMBER_PRINTED and value.strip() == UNKNOWN_NAME:
        return And((ANSWERED, Not(_has_name("answered"))))
    field = field_of(path)
    field_value = None if field is None else PATHS[path].parse(value) if path in PATHS else value.strip()
    if field is None or field_value is None:
        return NO_RECORDS
    if path in _MEMBERS:
        by_field = named.members.records_of(_MEMBERS[path], field_value)
    else:
        by_field = named.bodies.records_of(field, field_value) if field in FORMS else AnyOf(field, (field_value,))
    return And((by_field, ANSWERED)) if path.startswith("answer.") else by_field


def at_least(path: str, value: str) -> Node:
    """Match values from this one on."""
    if path in SESSION_PATHS:
        return derived_paths.since_session(path, value)
    return _in_range(path, _bound(path, value), None)


def more_than(path: str, value: str) -> Node:
    """Match values after this one; if it is a day, values after the whole day."""
    if path in SESSION_PATHS:
        return derived_paths.since_session(path, value, is_exclusive=True)
    return _in_range(path, _inclusive_bound(path, value) + "\0", None)


def at_most(path: str, value: str) -> Node:
    """Match values up to this one; if it is a day, values up to the end of the day."""
    if path in SESSION_PATHS:
        return derived_paths.until_session(path, value)
    return _in_range(path, None, _inclusive_bound(path, value))


def less_than(path: str, value: str) -> Node:
    """Match values before this one."""
    if path in SESSION_PATHS:
        return derived_paths.until_session(path, value, is_exclusive=True)
    return _in_range(path, None, _predecessor(_bound(path, value)))


def exists(path: str, named: Named) -> Node:
    """Match the records that have any value at a path."""
    if path in ("answer", _MEMBER_PRINTED):
        return ANSWERED
    if path in SESSION_PATHS:
        return derived_paths.has_session()
    if path == ANSWER_DATE:
        return Or((Exists("due"), Exists("answered-on")))
    if path == FIRST_ANSWERED:
        return Or((_has_property(path), Exists("answered-on")))
    if path in TEXT_PATHS:
        return Exists(TEXT_PATHS[path])
    if path == "answer.attachment":
        return Or((AnyOf("attachment", ("yes",)), _has_property(path)))
    if path in _MEMBER_LABELS:
        number = "asked-id" if path.startswith("tabling") else "answered-id"
        return Or((And((Exists(number), _has_name(_MEMBER_LABELS[path]))), _has_property(path)))
    field = field_of(path)
    if field is None:
        return _has_property(path)
    if field in FORMS:
        return named.bodies.records_with(field)
    has_value = _has_name(field) if field in _MEMBER_LABELS.values() else Exists(field)
    return And((has_value, ANSWERED)) if path.startswith("answer.") else has_value


def any_of(nodes: Iterator[Node]) -> Node:
    """Match the records that match any of the nodes: a parameter that is given several times means any of its values."""
    alternatives = tuple(nodes)
    return alternatives[0] if len(alternatives) == 1 else Or(alternatives)


def _has_property(path: str) -> TermRange:
    return TermRange(PROPERTY_FIELD, f"{path}=", f"{path}={_HIGHEST}")


def equals_text(path: str, text: str, engine: Engine, most: int) -> tuple[Node, int]:
    """Match the records that have a whole text at a path, and return how many were compared with it.

    Raises ``BadRequest`` if these would be more than ``most``.
    """
    field = TEXT_PATHS[path]
    words = _certain_words(without_address_formula(text) if field == "question" else text)
    candidates = And(tuple(Word(word, field) for word in words))
    if not candidates.children:
        return NO_RECORDS, 0
    count = engine.count(candidates)
    if count > most:
        message = f"More than {most:,} records have these words, and would be compared with the text; use _search for words."
        raise BadRequest((Problem(path, message),))
    questions = engine.scan(SearchRequest(query=candidates))
    return AnyOf("id", tuple(question.id for question in questions if text in whole_texts(question, path))), count


def _certain_words(text: str) -> tuple[str, ...]:
    """Return words of an HTML text that its plain text certainly has too.

    The first and last word between two tags are left out, because the plain text may join them to a neighbouring word.
    """
    inner = dict.fromkeys(word for part in _TAG.split(text) for word in words(part)[1:-1] if word.isascii() and word.isalpha())
    return tuple(inner)[:MAX_TEXT_WORDS] or tuple(words(_TAG.sub("", text)))[:MAX_TEXT_WORDS]


def _equals_part(path: str, id: str, uri: str, engine: Engine) -> Node:
    """Match the record with this id if the resource at the path, such as its answer, has this URI."""
    question = engine.get(id)
    if question is None or uri not in values(item(question), path):
        return NO_RECORDS
    return AnyOf("id", (id,))


def _in_range(path: str, low: str | None, high: str | None) -> Node:
    """Match values between two bounds. If no source gives a member's label, compare a label made from the name."""
    if field_of(path):
        return _field_range(path, low, high)
    by_property = TermRange(PROPERTY_FIELD, f"{path}={low or ''}", f"{path}={_HIGHEST if high is None else high}")
    if path == FIRST_ANSWERED:
        by_day = derived_paths.first_moment_in_range(low, high)
        return Or((by_property, And((by_day, ANSWERED, Not(_has_property(path))))))
    if path not in _MEMBER_LABELS:
        return by_property
    name_field, prefix = _MEMBER_LABELS[path], MEMBER_LABEL_PREFIX
    by_name = TermRange(name_field, low and low.removeprefix(prefix), high and high.removeprefix(prefix))
    return Or((by_property, And((by_name, _has_name(name_field), Not(_has_property(path))))))


def _field_range(path: str, low: str | None, high: str | None) -> Node:
    return derived_paths.answer_day(low, high) if path == ANSWER_DATE else TermRange(field_of(path) or "", low, high)


def _has_name(field: str) -> Node:
    """Match records whose value in a field of members is a name. A member without a name has "Member" and a number there."""
    return And((Exists(field), Not(TermRange(field, f"{UNNAMED_MEMBER} ", f"{UNNAMED_MEMBER}!"))))


def _bound(path: str, value: str) -> str:
    """Return a bound in the form of the indexed values. Raises ``BadRequest`` if the path is unordered or the day invalid."""
    field = field_of(path)
    if path in TEXT_PATHS or (field and FIELDS[field].kind is Kind.FLAG):
        raise BadRequest((Problem(path, f"{path} has no order, so it takes no minimum or maximum; give the value itself."),))
    if field is None:
        return property_value(path, value).removeprefix(f"{path}=")
    bound = _day(path, value) if is_date(path) else value.strip()
    return bound if path not in PATHS else PATHS[path].parse(bound) or bound


def _inclusive_bound(path: str, value: str) -> str:
    """Return an upper bound that includes the value. A bound that is a day includes every time of that day."""
    is_whole_day = is_date(path) or (field_of(path) is None and _WHOLE_DAY.fullmatch(value.strip()))
    return _bound(path, value) + (_HIGHEST if is_whole_day else "")


def _predecessor(value: str) -> str:
    """Return the greatest text that sorts before a value."""
    code_point = ord(value[-1]) - 1
    if code_point < 0:
        return value[:-1]
    return value[:-1] + chr(code_point if code_point != 0xDFFF else 0xD7FF) + _HIGHEST


def _day(path: str, value: str) -> str:
    """Return a day, a month or a year in ISO form."""
    if _PERIOD.fullmatch(value.strip()):
        return value.strip()
    try:
        return read_day(value).day.isoformat()
    except ValueError:
        raise BadRequest((Problem(path, f"{path}={value}: value must be a date, such as 2021-02-09."),)) from None
