"""A reader's text -> query tree. It never raises: what it cannot use is left out and said in a ``Problem``.

Time is linear in the text, which is cut at ``MAX_QUERY_LENGTH`` characters. AND binds tighter than OR.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

import msgspec
from msgspec.structs import replace

from search.errors import Problem
from search.model.fields import PREFIXES, Field, Kind
from search.query.nodes import And, AnyOf, DateRange, Fuzzy, MatchAll, Near, Node, Not, Or, Phrase, Prefix, Wildcard, Word
from search.text import dates
from search.text.analysis import STOP_WORDS, fold, normalise, term, truncate_at_word
from search.text.analysis import words as folded_words
from search.text.edit_cost import MIN_LENGTH_FOR_TWO_EDITS

MAX_QUERY_LENGTH = 2_000
TOO_LONG = f"Only the first {MAX_QUERY_LENGTH:,} characters were read."
MAX_DEPTH = 25
MAX_PROBLEMS = 10
MAX_SLOP = 999
MAX_COSTLY_CLAUSES = 20
"""Phrases, patterns and misspelt words cost up to a hundred times what a word does: those after so many are read as words."""

REPETITION_SATURATION = 8.0
"""How soon a word's repetitions in a text stop adding to its weight: BM25's k3 (Robertson and others 1994)."""

QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'))
"""Every mark that opens or closes a phrase, as the one that is looked for."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_TOKEN = re.compile(
    r"""(?P<open>\() | (?P<close>\))
      | (?P<field>[A-Za-z][A-Za-z-]*):(?P<gap>\s*)(?=[^\s)])
      | "(?P<phrase>[^"]*)(?P<ending>"|$)(?:~(?P<slop>\d+))?
      | (?P<minus>-(?=[\w"(]))
      | (?P<chunk>[^\s()"]+)""",
    re.VERBOSE,
)
_PUNCTUATION = ".,;:!'\u2019`|+=<>[]{}"
_PATTERN = re.compile(r"[\w.'\u2019]*[?*][\w.'\u2019?*]*")
_FUZZY = re.compile(r"(?P<word>\w[\w'\u2019]*)~(?P<edits>\d*)")
_EDITS = {"": 1, "1": 1, "2": 2}
_UIN = re.compile(r"[(\[]?(?:UIN\s+)?(?P<uin>(?:HL)?\d{1,7})[)\].,?]*", re.IGNORECASE)
_RECORD = re.compile(
    r"(?:https?://|/)?(?:[^\s/?#]+/){0,6}(?:resources|(?:answered)?questions)/(?P<id>[\w-]*\d[\w-]*)(?:\.[a-z]+)?/?(?:[?#]\S*)?",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"(?:\S*/)?(?P<tabled>\d{4}-\d\d-\d\d)/(?P<uin>(?:HL)?\d{1,7})/?(?:[?#]\S*)?", re.IGNORECASE)

Operator = Literal["AND", "OR", "NOT"]


class ParsedQuery(msgspec.Struct, frozen=True):
    """How a text was read: the tree, what could not be used, and the function words left out of it."""

    tree: Node
    problems: tuple[Problem, ...] = ()
    ignored_words: tuple[str, ...] = ()


def parse(text: str) -> ParsedQuery:
    """Read any text at all. An empty one means every record."""
    cleaned = _CONTROL.sub(" ", text if text.isascii() else normalise(text).translate(QUOTES)).strip()
    problems: list[Problem] = []
    if len(cleaned) > MAX_QUERY_LENGTH:
        cleaned = truncate_at_word(cleaned, MAX_QUERY_LENGTH)
        problems.append(Problem(cleaned[-30:], TOO_LONG))
    reference = _address(cleaned)
    if reference is not None:
        return ParsedQuery(reference, tuple(problems))
    descent = _RecursiveDescent(list(_TOKEN.finditer(cleaned)), problems)
    tree = descent.disjunction(None)
    if tree is None and cleaned:
        problems.append(Problem(cleaned[:30], "There is no word to search for in this, so every record is shown."))
    return ParsedQuery(tree or MatchAll(), tuple(problems), tuple(dict.fromkeys(descent.ignored_words)))


def _address(text: str) -> Node | None:
    """A UIN or a record's address typed alone."""
    if typed := _UIN.fullmatch(text):
        uin = typed["uin"].upper()
        same = (AnyOf("uin", (uin,)), AnyOf("id", (uin,)), Word(uin))
        return Or(same)
    if detail := _DETAIL.fullmatch(text):
        try:
            day = dates.parse_period(detail["tabled"])
        except ValueError:
            return None
        return And((AnyOf("uin", (detail["uin"].upper(),)), DateRange("tabled", *day)))
    if record := _RECORD.fullmatch(text):
        return AnyOf("id", (record["id"],))
    return None


class _RecursiveDescent(msgspec.Struct):
    """One pass over the lexemes, by recursive descent no deeper than ``MAX_DEPTH`` brackets."""

    tokens: list[re.Match[str]]
    problems: list[Problem]
    ignored_words: list[str] = []
    position: int = 0
    open_groups: int = 0
    open_prefixes: int = 0
    costly_clauses: int = 0

    def disjunction(self, field: Field | None) -> Node | None:
        """a OR b OR ..., up to a closing bracket or the end."""
        clauses: list[Node] = []
        while True:
            clause = self._conjunction(field)
            if clause is not None:
                clauses.append(clause)
            if self._operator() != "OR":
                self._note_unless(clause or not clauses, "Nothing follows", "OR")
                return _combine(Or, clauses)
            self._note_unless(clause, "Nothing stands before", "OR")
            self.position += 1

    def _conjunction(self, field: Field | None) -> Node | None:
        """a b AND c ..., up to OR, a closing bracket or the end."""
        clauses: list[Node] = []
        while not self._at_end() and self._operator() != "OR":
            if self._operator() == "AND":
                self._note_unless(clauses, "Nothing stands before", "AND")
                self.position += 1
                continue
            clause = self._negatable_clause(field)
            if clause is not None:
                clauses.append(clause)
        if len(clauses) == 1 and not isinstance(clauses[0], And):
            return clauses[0]
        return _combine(And, _merge_repeated_words(self._without_stop_words(_flatten(And, clauses))))

    def _negatable_clause(self, field: Field | None) -> Node | None:
        excluded = False
        while self.position < len(self.tokens) and (self._operator() == "NOT" or self.tokens[self.position]["minus"]):
            excluded = not excluded
            self.position += 1
        if self._at_end() or self._operator():
            if excluded:
                self._note_unless(None, "Nothing follows", "NOT")
            return None
        clause = self._clause(field)
        return Not(clause) if excluded and clause is not None else clause

    def _clause(self, field: Field | None) -> Node | None:
        token = self.tokens[self.position]
        self.position += 1
        if token["open"]:
            return self._group(field)
        if token["field"]:
            return self._field_clause(token, field)
        if token["chunk"] is not None:
            return self._word_or_pattern(token["chunk"], field)
        if not token["ending"]:
            self._note(token["phrase"][:30], "A quotation mark is not closed; the phrase was taken to run to the end.")
        return self._phrase(token["phrase"], token["slop"], field)

    def _group(self, field: Field | None) -> Node | None:
        if self.open_groups == MAX_DEPTH:
            self._note("(", f"Brackets more than {MAX_DEPTH} deep were left out.")
            return None
        self.open_groups += 1
        contents = self.disjunction(field)
        self.open_groups -= 1
        if self.position == len(self.tokens):
            self._note("(", "A bracket is not closed; it was taken to run to the end.")
        else:
            self.position += 1
        return contents

    def _field_clause(self, token: re.Match[str], field: Field | None) -> Node | None:
        name = token["field"]
        named = PREFIXES.get(name.lower())
        if named is not None:
            return self._clause_in_field(named)
        next_chunk = self.tokens[self.position]["chunk"] or "" if self.position < len(self.tokens) else ""
        if not token["gap"] and not next_chunk.startswith("//"):
            self._note(f"{name}:", f"There is no field called {name!r}, so it was read as a word.")
        return self._word_or_pattern(name, field)

    def _clause_in_field(self, inner_field: Field) -> Node | None:
        """What follows a prefix."""
        if self.open_prefixes == MAX_DEPTH:
            self._note(f"{inner_field.name}:", f"More than {MAX_DEPTH} prefixes one inside another; the rest were left out.")
            return None
        self.open_prefixes += 1
        clause = self._negatable_clause(inner_field)
        self.open_prefixes -= 1
        return clause

    def _phrase(self, text: str, slop: str | None, field: Field | None) -> Node | None:
        if field is not None and not field.has_words:
            return self._value(text, field)
        words = tuple(folded_words(text))
        if len(words) < 2:
            return Word(words[0], _field_name(field)) if words else None
        if slop is not None and len(slop) > 3:
            self._note(f"~{slop[:9]}", f"Words stand at most {MAX_SLOP} apart; that was used instead.")
        return self._phrase_or_near(words, field, None if slop is None else min(int(slop[:4]), MAX_SLOP))

    def _phrase_or_near(self, words: tuple[str, ...], field: Field | None, slop: int | None = None) -> Node:
        """Several words as a phrase, or near one another, unless there have been too many such."""
        if not self._may_add_costly_clause():
            return And(tuple(Word(word, _field_name(field)) for word in words))
        return Phrase(words, _field_name(field)) if slop is None else Near(words, slop, _field_name(field))

    def _may_add_costly_clause(self) -> bool:
        """Whether one more phrase, pattern or misspelt word is read as such."""
        if self.costly_clauses == MAX_COSTLY_CLAUSES:
            self._note(
                "…",
                f"Only the first {MAX_COSTLY_CLAUSES} phrases, patterns and words with ~ were read so, the others as plain words.",
            )
            return False
        self.costly_clauses += 1
        return True

    def _word_or_pattern(self, chunk: str, field: Field | None) -> Node | None:
        if field is not None and not field.has_words:
            return self._value(chunk, field)
        bare = chunk.strip(_PUNCTUATION).rstrip("?")
        if "-" in bare and ("*" in bare or "?" in bare):  # a hyphen parts words in a pattern as it does in a text
            return _combine(
                And, [node for piece in bare.split("-") if (node := self._word_or_pattern(piece, field)) is not None]
            )
        fuzzy = _FUZZY.fullmatch(bare)
        if fuzzy and not self._may_add_costly_clause():
            bare = fuzzy["word"]
        elif fuzzy:
            return self._fuzzy(fold(fuzzy["word"]), fuzzy["edits"], field)
        if _PATTERN.fullmatch(bare) and (pattern := self._pattern(bare, field)):
            return pattern
        words = folded_words(bare)
        if "&" in bare and len(words) > 1:  # A&E, R&D: single letters mean nothing apart
            return self._phrase_or_near(tuple(words), field)
        return _combine(And, [Word(word, _field_name(field)) for word in words])

    def _fuzzy(self, word: str, edits_text: str, field: Field | None) -> Node:
        edits = _EDITS.get(edits_text, 2)
        if edits_text not in _EDITS:
            self._note(f"{word}~{edits_text}"[:30], "A word may be misspelt by one letter or two; two was used.")
        if edits == 2 and len(word) < MIN_LENGTH_FOR_TWO_EDITS:
            message = f"A word of fewer than {MIN_LENGTH_FOR_TWO_EDITS} letters may be misspelt by one letter; one was used."
            self._note(f"{word}~{edits_text}"[:30], message)
            edits = 1
        return Fuzzy(word, edits, _field_name(field))

    def _pattern(self, text: str, field: Field | None) -> Node | None:
        """A prefix or wildcard, or None when it is too short to mean anything and its stars are to be left out."""
        pattern = "".join(c if c in "?*" else fold(c) for c in text if c.isalnum() or c in "?*_.")
        letters = sum(c not in "?*" for c in pattern)
        literal = re.split(r"[?*]", pattern, maxsplit=1)[0]
        if len(literal) < 2 or letters < 3:
            if letters:
                self._note(text, "A pattern must begin with two letters and have three in all; its stars were left out.")
            return None
        if not self._may_add_costly_clause():
            return None
        if pattern.endswith("*") and literal == pattern.rstrip("*"):
            return Prefix(literal, _field_name(field))
        return Wildcard(pattern, _field_name(field))

    def _value(self, text: str, field: Field) -> Node | None:
        """A whole value of a field that has no words: a date, one of its choices, or the value as written."""
        if field.kind is Kind.DATE:
            try:
                return DateRange(field.name, *dates.date_range(text.strip(",;")))
            except ValueError as error:
                self._note(f"{field.name}:{text}", f"{error} This part was left out.")
                return None
        if not field.choices:
            return AnyOf(field.name, (text.upper() if field.name in ("uin", "group") else text,))
        for choice in field.choices:
            if choice.casefold() == text.casefold():
                return AnyOf(field.name, (choice,))
        choices = ", ".join(field.choices)
        self._note(f"{field.name}:{text}", f"{field.label} is one of {choices}; this part was left out.")
        return None

    def _operator(self) -> Operator | None:
        match self.tokens[self.position]["chunk"] if self.position < len(self.tokens) else None:
            case "AND" | "OR" | "NOT" as operator:
                return operator
            case _:
                return None

    def _at_end(self) -> bool:
        """At the end, or at a bracket that closes one of ours; one that closes nothing is stepped over and noted."""
        while self.position < len(self.tokens) and self.tokens[self.position]["close"]:
            if self.open_groups:
                return True
            self._note(")", "A closing bracket has no opening one; it was left out.")
            self.position += 1
        return self.position == len(self.tokens)

    def _without_stop_words(self, nodes: list[Node]) -> list[Node]:
        content = [node for node in nodes if not _is_stop_word(node)]
        if all(isinstance(node, Not) for node in content):
            return nodes
        self.ignored_words.extend(node.text for node in nodes if isinstance(node, Word) and _is_stop_word(node))
        return content

    def _note_unless(self, present: object, sentence: str, operator: str) -> None:
        if not present:
            self._note(operator, f"{sentence} {operator}, so it was left out.")

    def _note(self, where: str, message: str) -> None:
        problem = Problem(where, message)
        if problem not in self.problems and len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)


def _merge_repeated_words(nodes: list[Node]) -> list[Node]:
    """The nodes with each plain word once, weighing more the oftener it was there: ``k`` times, ``(K3 + 1) k / (K3 + k)``."""
    keys: list[object] = [
        (node.field, term(node.text)) if isinstance(node, Word) else position for position, node in enumerate(nodes)
    ]
    if len(set(keys)) == len(keys):
        return nodes
    first_node = dict(zip(reversed(keys), reversed(nodes), strict=True))
    return [
        replace(node, weight=(REPETITION_SATURATION + 1) * count / (REPETITION_SATURATION + count))
        if isinstance(node := first_node[key], Word)
        else node
        for key, count in Counter(keys).items()
    ]


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and node.field is None and node.text in STOP_WORDS


def _field_name(field: Field | None) -> str | None:
    return None if field is None else field.name


def _flatten(kind: type[And | Or], nodes: list[Node]) -> list[Node]:
    """The nodes, with those of the same kind replaced by what they hold."""
    return [child for node in nodes for child in (node.children if isinstance(node, kind) else (node,))]


def _combine(kind: type[And | Or], nodes: list[Node]) -> Node | None:
    """One node for several: none, the only one, or all of them with nested nodes of the same kind opened."""
    children = _flatten(kind, nodes)
    if not children:
        return None
    return children[0] if len(children) == 1 else kind(tuple(children))
