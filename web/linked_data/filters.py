"""Property paths -> nodes of the query tree: equal to a value, from or up to one, there or not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.fields import FIELDS, Kind
from search.model.linked_data_paths import PATHS, PROPERTY_FIELD, TEXT_PATHS, property_value
from search.model.parliament import DATA_URI
from search.query.nodes import And, AnyOf, Exists, Node, Not, Or, TermRange, Word
from search.query.request import SearchRequest
from search.text.analysis import words
from web.linked_data.endpoints import ANSWERED
from web.linked_data.items import BIOGRAPHY, item, values

OTHERS = frozenset(
    """answer answer.answeringMember.label answer.attachment answer.questionFirstAnswered
    answer.questionFirstMinisteriallyCorrected answer.previousAnswerVersion answer.previousAnswerVersion.answeringMember
    answer.previousAnswerVersion.answeringMember.label answer.previousAnswerVersion.answeringMemberConstituency
    answer.previousAnswerVersion.answeringMemberPrinted answer.previousAnswerVersion.attachment
    answer.previousAnswerVersion.attachment.fileName answer.previousAnswerVersion.attachment.title
    tablingMember.label""".split()
)
"""Paths that are neither a field nor a text."""

ALIASES = {"dateTabled": "date", "identifier": "uin", "title": "hansardHeading"}
_DUE = {"AnswerDate": "due", "session": "session"}
"""Paths of the view ``all`` that fields hold under names of their own."""

KNOWN = OTHERS | PATHS.keys() | TEXT_PATHS.keys() | ALIASES.keys() | _DUE.keys()

MOST_COMPARED = 10_000
"""Records whose text is compared with one asked for, at most."""

MOST_WORDS = 40
"""Words of a text that are looked for before whole texts are compared."""

_NOTHING = Or(())
_LAST = "\U0010ffff"
"""Sorts after every character: what a bound that takes in all that begins with it ends with."""

_TAG = re.compile(r"<[^>]*>|&[^;\s]*;")
_DAY = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T[\d:.]*Z?(?:[+-]\d\d:?\d\d)?)?", re.ASCII)
_WHOLE_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_WITHIN = re.compile(rf"{re.escape(DATA_URI)}/resources/([^/]+)/.+")
_MEMBERS = {"tablingMember.label": "asked", "answer.answeringMember.label": "answered"}
_UNNAMED = "Member"


def resolved(path: str, engine: Engine) -> str | None:
    """The path a name of the address means; None for none. ``dateOfAnswer`` alone means ``answer.dateOfAnswer``."""
    for each in (path, f"answer.{path}"):
        if ALIASES.get(each, each) in KNOWN or engine.count(_there(each)):
            return ALIASES.get(each, each)
    return None


def field_of(path: str) -> str | None:
    """The field that holds the whole values of a path, where one does."""
    return PATHS[path].field if path in PATHS else _DUE.get(path)


def is_day(path: str) -> bool:
    """Whether its values are days."""
    field = field_of(path)
    return field is not None and FIELDS[field].kind is Kind.DATE


def equal(path: str, written: str, engine: Engine) -> Node:
    """The records that have this value at a path. Raises ``BadRequest`` for a day that is none, or a text too common."""
    if path in TEXT_PATHS:
        return _with_text(path, written, engine)
    if found := _WITHIN.fullmatch(written.strip().replace("https://", "http://", 1)):
        return _of_thing(path, found[1], found[0], engine)
    if is_day(path):
        day = _day(path, written)
        return TermRange(field_of(path) or "", day, day + _LAST)
    also = AnyOf(PROPERTY_FIELD, (property_value(path, written),))
    if path in _MEMBERS:
        named = And((AnyOf(_MEMBERS[path], (written.removeprefix(BIOGRAPHY).strip(),)), Not(_there(path))))
        return Or((also, named)) if written.startswith(BIOGRAPHY) else also
    field = field_of(path)
    if field is None:
        return also
    value = PATHS[path].parse(written) if path in PATHS else written.strip()
    if value is None:
        return also
    held: Node = AnyOf(field, (value,))
    return Or((And((held, ANSWERED)) if path.startswith("answer.") else held, also))


def at_least(path: str, written: str) -> Node:
    """From a value on."""
    return _ranged(path, _value(path, written), None)


def more_than(path: str, written: str) -> Node:
    """After a value; after a whole day, where it is a day."""
    return _ranged(path, _reach(path, written) + "\0", None)


def at_most(path: str, written: str) -> Node:
    """Up to a value; to the end of a day, where it is a day."""
    return _ranged(path, None, _reach(path, written))


def less_than(path: str, written: str) -> Node:
    """Before a value."""
    return _ranged(path, None, _before(_value(path, written)))


def there(path: str) -> Node:
    """The records that have the path at all."""
    if path == "answer":
        return ANSWERED
    if path in TEXT_PATHS:
        return Exists(TEXT_PATHS[path])
    if path == "answer.attachment":
        return Or((AnyOf("attachment", ("yes",)), _there(path)))
    if path in _MEMBERS:
        number = "asked-id" if path.startswith("tabling") else "answered-id"
        return Or((And((Exists(number), _named(_MEMBERS[path]))), _there(path)))
    field = field_of(path)
    if field is None:
        return _there(path)
    held = _named(field) if field in _MEMBERS.values() else Exists(field)
    return And((held, ANSWERED)) if path.startswith("answer.") else held


def _there(path: str) -> TermRange:
    return TermRange(PROPERTY_FIELD, f"{path}=", f"{path}={_LAST}")


def _with_text(path: str, written: str, engine: Engine) -> Node:
    near = And(tuple(Word(word, TEXT_PATHS[path]) for word in _inner_words(written)))
    if not near.children:
        return _NOTHING
    if engine.count(near) > MOST_COMPARED:
        raise BadRequest((Problem(path, f"More than {MOST_COMPARED:,} records have these words; narrow by another property."),))
    same = (each.id for each in engine.scan(SearchRequest(query=near)) if written in values(item(each), path))
    return AnyOf("id", tuple(same))


def _inner_words(written: str) -> tuple[str, ...]:
    """Words of a text that its plain text is sure to have: the first and last of a stretch may go on behind a tag."""
    found = dict.fromkeys(word for part in _TAG.split(written) for word in words(part)[1:-1] if word.isascii())
    return tuple(found)[:MOST_WORDS] or tuple(words(_TAG.sub("", written)))[:MOST_WORDS]


def _of_thing(path: str, id: str, about: str, engine: Engine) -> Node:
    """The record whose own part, such as its answer, has this address."""
    question = engine.get(id)
    if question is None or about not in values(item(question), path):
        return _NOTHING
    return AnyOf("id", (id,))


def _ranged(path: str, low: str | None, high: str | None) -> Node:
    """Values from one to another; labels that no source wrote are those of the members' names."""
    field = field_of(path)
    if field:
        return TermRange(field, low, high)
    kept = TermRange(PROPERTY_FIELD, f"{path}={low or ''}", f"{path}={_LAST if high is None else high}")
    if path not in _MEMBERS:
        return kept
    named = TermRange(_MEMBERS[path], low and low.removeprefix(BIOGRAPHY), high and high.removeprefix(BIOGRAPHY))
    return Or((kept, And((named, _named(_MEMBERS[path]), Not(_there(path))))))


def _named(field: str) -> Node:
    """The records whose member in a field has a name; one without is in it as "Member" and a number."""
    return And((Exists(field), Not(TermRange(field, f"{_UNNAMED} ", f"{_UNNAMED}!"))))


def _value(path: str, written: str) -> str:
    """The value compared with. Raises ``BadRequest`` where values have no order, or it is no day."""
    field = field_of(path)
    if path in TEXT_PATHS or (field and FIELDS[field].kind is Kind.FLAG):
        raise BadRequest((Problem(path, f"{path} has no order, so it has no least or greatest value; give the value itself."),))
    if field is None:
        return property_value(path, written).removeprefix(f"{path}=")
    value = _day(path, written) if is_day(path) else written.strip()
    return value if path not in PATHS else PATHS[path].parse(value) or value


def _reach(path: str, written: str) -> str:
    """A bound that takes in what begins with it: all of a day, where a day is compared with times or days."""
    whole_day = is_day(path) or (field_of(path) is None and _WHOLE_DAY.fullmatch(written.strip()))
    return _value(path, written) + (_LAST if whole_day else "")


def _before(value: str) -> str:
    """The last of all texts that sort before one."""
    last = ord(value[-1]) - 1
    return value[:-1] + chr(last if last != 0xDFFF else 0xD7FF) + _LAST if last >= 0 else value[:-1]


def _day(path: str, written: str) -> str:
    found = _DAY.fullmatch(written.strip())
    if found is None:
        raise BadRequest((Problem(path, f"{path}={written}: value must be a date, such as 2021-02-09."),))
    return found[1]


def several(nodes: Iterator[Node]) -> Node:
    """What a parameter given several times asks for: any of its values."""
    found = tuple(nodes)
    return found[0] if len(found) == 1 else Or(found)
