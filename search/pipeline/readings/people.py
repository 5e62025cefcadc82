"""People in a search: a text that names members finds their questions; ``asked:`` and ``answered:`` find every form of a name.

``read_people`` is the policy. If it is certain whom a text names, the text becomes the query for that member's questions and
answers, with the other words within them: ``dentistry Ben Lake`` is ``dentistry (asked:"Ben Lake" OR answered:"Ben Lake")``.
Otherwise the members are offered beside the results for the words; so they are if more texts have the name than the member
asked and answered. Names are looked for in plain words: not within quotation marks, brackets, fields and patterns, and not
beside OR and NOT. A name alone in quotation marks is offered.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.address_formula import address_formula
from search.model.fields import PREFIXES
from search.people.directory import identity_of
from search.people.member import NUMBER_FIELDS, ROLES, Member, Role
from search.people.mentions import Certainty, Mention, find_mentions
from search.people.name_rules import FILLERS
from search.people.names import CONNECTORS, tokens
from search.query.clauses import combine
from search.query.nodes import And, AnyOf, MatchAll, Node, Not, Or, Phrase
from search.query.parser import QUOTES, parse
from search.query.request import SearchRequest
from search.text.analysis import forms, normalise

MAX_MENTIONS = 3
"""The most members whose questions one text can ask for."""

MAX_CHARACTERS = 400
"""Characters of the longest text that names and filters are looked for in."""

_SYNTAX = re.compile(
    r"""(?<!\w)"[^"]*(?:"|$)(?:~\d+)? | \([^)]*\)?
      | (?:(?<!\S)-)?(?P<field>[A-Za-z][A-Za-z-]*):\s*(?:"[^"]*"?|\([^)]*\)?|\S+)
      | (?<!\S)-(?:"[^"]*"?|\S+) | \S*[*?~]\S*""",
    re.VERBOSE,
)
_OPERATOR = re.compile(r"(?<!\S)(?:OR|NOT)(?!\S)")
_BY = frozenset(("by", "from"))
_ANSWERING = frozenset(("answer", "answered", "answers"))
_ASKING = frozenset(("ask", "asked", "question", "questions", "tabled", "pq", "pqs"))
"""Words beside a name after which ``by`` or ``from`` means what the member answered, or asked."""


class PeopleReading(msgspec.Struct, frozen=True):
    """The members that a text names, best first.

    ``rest`` is the text without the names. ``is_taken`` if the results are the members' questions and answers. Then ``clauses``
    has the names in the query language, and ``roles`` says whether the search is for what they asked, answered or both.
    """

    members: tuple[Member, ...]
    rest: str
    clauses: str = ""
    is_taken: bool = False
    roles: tuple[Role, ...] = ROLES

    @property
    def text(self) -> str:
        """The search in the query language, if it is taken."""
        return f"{self.rest} {self.clauses}".strip()

    @property
    def by_members(self) -> str:
        """Whose questions are searched: ``asked or answered by Ben Lake``."""
        return f"{' or '.join(self.roles)} by {self.names}"

    @property
    def names(self) -> str:
        """The names of the members: ``Ben Lake and Anna Firth``."""
        return " and ".join(member.name for member in self.members)


def read_people(engine: Engine, request: SearchRequest) -> PeopleReading | None:
    """Return the members that the text of a request names; None if it names none, or names are to be read as words."""
    text = normalise(request.text)
    if not request.people or not text or address_formula(text):
        return None
    quoted = _quoted_name(text)
    mentions = _mentions(engine, quoted or plain_text(text))
    if not mentions:
        return None
    members = tuple(dict.fromkeys(member for mention in mentions for member in mention.members))
    if quoted:
        return PeopleReading(members, "")
    is_certain = all(mention.certainty is Certainty.CERTAIN for mention in mentions) and len(mentions) <= MAX_MENTIONS
    rest, roles = _rest(text, mentions)
    if not is_certain or request.as_typed or any(_is_subject(engine, text, mention) for mention in mentions):
        return PeopleReading(members, rest)
    clauses = [_clause_of_any(engine, mention.members, roles) for mention in mentions]
    return PeopleReading(members, rest, " ".join(clauses), True, roles)


def _clause_of_any(engine: Engine, members: Sequence[Member], roles: Sequence[Role]) -> str:
    """Return the records of any of some members, in the query language."""
    clauses = [_clause(engine, member, roles) for member in members]
    return clauses[0] if len(clauses) == 1 else f"({' OR '.join(clauses)})"


def people_notes(reading: PeopleReading) -> Iterator[str]:
    """Yield the interpretation of the text, and each member, in sentences for a terminal."""
    if reading.is_taken:
        yield f"Questions {reading.by_members}; --people no searches for the words instead."
    else:
        yield "The text may name a member:"
    for member in reading.members:
        yield f"  {member.name}: asked {member.asked:,}, answered {member.answered:,}"


def taken_request(request: SearchRequest, reading: PeopleReading) -> SearchRequest:
    """Return the search for the questions and answers of the members that a text names."""
    return with_text(request, reading.text)


def _is_subject(engine: Engine, text: str, mention: Mention) -> bool:
    """Whether more records have the name in their texts than the member asked and answered: then they are about the member."""
    phrase = Phrase(tuple(forms(text[mention.start : mention.end])))
    member = mention.members[0]
    return len(phrase.words) > 1 and engine.count(phrase) > member.asked + member.answered


def with_text(request: SearchRequest, text: str) -> SearchRequest:
    """Return the search with another text."""
    parsed = parse(text, references=request.references)
    return replace(request, text=text, query=parsed.tree, problems=parsed.problems, ignored_words=parsed.ignored_words)


def member_request(engine: Engine, member: Member, role: Role, words: str = "") -> SearchRequest:
    """Return the search for what a member asked or answered, perhaps with words beside the name."""
    return with_text(SearchRequest(), f"{words} {_clause(engine, member, (role,))}".strip())


def with_members(engine: Engine, request: SearchRequest) -> SearchRequest:
    """Return the request with every name and number of a member standing for all records of the member.

    A filter by number becomes a clause of the query, because a record may have the name alone.
    """
    by_number = [active for active in request.filters if isinstance(active, AnyOf) and active.field in _ROLES_OF_NUMBERS]
    query = _resolved(engine, request.query)
    if by_number:
        clauses = ([] if isinstance(query, MatchAll) else [query]) + [_resolved(engine, active) for active in by_number]
        query = combine(And, clauses) or query
        request = replace(request, filters=tuple(active for active in request.filters if active not in by_number))
    return request if query is request.query else replace(request, query=query)


_ROLES_OF_NUMBERS: dict[str, Role] = {field: role for role, field in NUMBER_FIELDS.items()}


def _resolved(engine: Engine, node: Node) -> Node:
    """Return a node in which members stand for all their records; the node itself if it names no member."""
    match node:
        case And(children) | Or(children):
            resolved = tuple(_resolved(engine, child) for child in children)
            if all(map(operator.is_, resolved, children)):
                return node
            is_unscored = isinstance(node, Or) and all(isinstance(child, Not) for child in resolved)
            return _unscored(resolved) if is_unscored else type(node)(resolved)
        case Not(child):
            resolved_child = _resolved(engine, child)
            return node if resolved_child is child else Not(resolved_child)
        case AnyOf(field, values) if field in _ROLES_OF_NUMBERS:
            numbers = frozenset(values)
            members = [member for number, member in engine.directory().by_number.items() if str(number) in numbers]
            return _unscored((node, *(member.query(_ROLES_OF_NUMBERS[field]) for member in members)))
        case Phrase(words, "asked" | "answered" as role):
            name = " ".join(words)
            named = _with_same_name(members_named(engine, name), name)
            return _unscored((node, *(member.query(role) for member in named))) if named else node
        case _:
            return node


def _with_same_name(members: tuple[Member, ...], typed: str) -> tuple[Member, ...]:
    """Return the members who are printed with exactly this name, titles aside; all of them if none is."""
    identity = identity_of(typed)
    return tuple(member for member in members if identity in map(identity_of, member.names)) or members


def _unscored(nodes: Sequence[Node]) -> Node:
    """Return a clause for the records that match any node, which adds nothing to their scores (Lucene: FILTER).

    Exclusions have no score and are required however far a search is relaxed; two of them cancel out.
    """
    return Not(Not(Or(tuple(nodes))))


def members_named(engine: Engine, text: str) -> tuple[Member, ...]:
    """Return the members that a text names, best first: for a box in which names are looked up."""
    return tuple(dict.fromkeys(member for mention in _mentions(engine, normalise(text)) for member in mention.members))


def _mentions(engine: Engine, text: str) -> tuple[Mention, ...]:
    return find_mentions(engine.directory(), text, engine.vocabulary().source.records, engine.info().records)


@lru_cache(maxsize=8)  # members and filters are looked for in the same text
def plain_text(text: str) -> str:
    """Return a text with spaces in place of the syntax of the query language; "" if it has OR or NOT, or is too long."""
    if len(text) > MAX_CHARACTERS or _OPERATOR.search(text):
        return ""
    return _SYNTAX.sub(lambda match: match.group() if _is_prose(match) else " " * len(match.group()), text.translate(QUOTES))


def _is_prose(match: re.Match[str]) -> bool:
    return match["field"] is not None and match["field"].lower() not in PREFIXES


def _quoted_name(text: str) -> str:
    """Return what is between the quotation marks of a text that is all in quotation marks; "" for any other text."""
    quoted = text.translate(QUOTES).strip()
    return (
        quoted[1:-1] if 2 < len(quoted) <= MAX_CHARACTERS and quoted[0] == quoted[-1] == '"' and '"' not in quoted[1:-1] else ""
    )


def _rest(text: str, mentions: Sequence[Mention]) -> tuple[str, tuple[Role, ...]]:
    """Return a text without names and the filler words beside them, and the role that the filler words give the members."""
    pieces, copied, roles = [], 0, ROLES
    for mention in mentions:
        before = text[copied : mention.start]
        beside = tokens(before)
        fillers: list[str] = []
        end = len(before)
        while beside and beside[-1].word in FILLERS:
            end = beside[-1].start
            fillers.append(beside.pop().word)
        pieces.append(before[:end])
        copied = mention.end
        if len(mentions) == 1 and _BY.intersection(fillers):
            roles = ("answered",) if _ANSWERING.intersection(fillers) else ROLES
            roles = ("asked",) if roles == ROLES and _ASKING.intersection(fillers) else roles
    return _without_fillers(" ".join(" ".join((*pieces, text[copied:])).split())), roles


def _without_fillers(text: str) -> str:
    """Return a text without filler words and punctuation at its beginning and its end. Syntax of the query language stays."""
    spans = [(token.start, token.end) for token in tokens(plain_text(text)) if token.word not in FILLERS | CONNECTORS]
    spans += [match.span() for match in _SYNTAX.finditer(text.translate(QUOTES)) if not _is_prose(match)]
    if not spans:
        return ""
    return text[min(start for start, _ in spans) : max(end for _, end in spans)].strip(" ,;:.")


def _clause(engine: Engine, member: Member, roles: Sequence[Role]) -> str:
    """Return the clause for a member in the query language: by name, or by number if others share the name."""
    name = member.name.replace('"', " ")
    named = {m for mention in _mentions(engine, name) for m in mention.members}
    if named == {member} or member.member_id is None:
        clauses = [f'{role}:"{name}"' for role in roles]
    else:
        clauses = [f"{NUMBER_FIELDS[role]}:{member.member_id}" for role in roles]
    return clauses[0] if len(clauses) == 1 else f"({' OR '.join(clauses)})"
