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
_LEXEME = re.compile(
    r"""(?P<open>\() | (?P<close>\))
      | (?P<field>[A-Za-z][A-Za-z-]*):(?P<gap>\s*)(?=[^\s)])
      | "(?P<phrase>[^"]*)(?P<ending>"|$)(?:~(?P<slop>\d+))?
      | (?P<minus>-(?=[\w"(]))
      | (?P<chunk>[^\s()"]+)""",
    re.VERBOSE,
)
_EDGES = ".,;:!'\u2019`|+=<>[]{}"
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
    ignored: tuple[str, ...] = ()


def parse(text: str) -> ParsedQuery:
    """Read any text at all. An empty one means every record."""
    written = _CONTROL.sub(" ", text if text.isascii() else normalise(text).translate(QUOTES)).strip()
    problems: list[Problem] = []
    if len(written) > MAX_QUERY_LENGTH:
        written = truncate_at_word(written, MAX_QUERY_LENGTH)
        problems.append(Problem(written[-30:], TOO_LONG))
    named = _address(written)
    if named is not None:
        return ParsedQuery(named, tuple(problems))
    walk = _Walk(list(_LEXEME.finditer(written)), problems)
    tree = walk.alternatives(None)
    if tree is None and written:
        problems.append(Problem(written[:30], "There is no word to search for in this, so every record is shown."))
    return ParsedQuery(tree or MatchAll(), tuple(problems), tuple(dict.fromkeys(walk.ignored)))


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


class _Walk(msgspec.Struct):
    """One pass over the lexemes, by recursive descent no deeper than ``MAX_DEPTH`` brackets."""

    lexemes: list[re.Match[str]]
    problems: list[Problem]
    ignored: list[str] = []
    at: int = 0
    depth: int = 0
    prefixes: int = 0
    costly: int = 0

    def alternatives(self, within: Field | None) -> Node | None:
        """a OR b OR ..., up to a closing bracket or the end."""
        found: list[Node] = []
        while True:
            one = self._together(within)
            if one is not None:
                found.append(one)
            if self._operator() != "OR":
                self._need(one or not found, "Nothing follows", "OR")
                return _joined(Or, found)
            self._need(one, "Nothing stands before", "OR")
            self.at += 1

    def _together(self, within: Field | None) -> Node | None:
        """a b AND c ..., up to OR, a closing bracket or the end."""
        found: list[Node] = []
        while not self._ended() and self._operator() != "OR":
            if self._operator() == "AND":
                self._need(found, "Nothing stands before", "AND")
                self.at += 1
                continue
            one = self._maybe_excluded(within)
            if one is not None:
                found.append(one)
        if len(found) == 1 and not isinstance(found[0], And):
            return found[0]
        return _joined(And, _counted(self._without_stop_words(_opened(And, found))))

    def _maybe_excluded(self, within: Field | None) -> Node | None:
        excluded = False
        while self.at < len(self.lexemes) and (self._operator() == "NOT" or self.lexemes[self.at]["minus"]):
            excluded = not excluded
            self.at += 1
        if self._ended() or self._operator():
            if excluded:
                self._need(None, "Nothing follows", "NOT")
            return None
        one = self._one(within)
        return Not(one) if excluded and one is not None else one

    def _one(self, within: Field | None) -> Node | None:
        lexeme = self.lexemes[self.at]
        self.at += 1
        if lexeme["open"]:
            return self._bracket(within)
        if lexeme["field"]:
            return self._fielded(lexeme, within)
        if lexeme["chunk"] is not None:
            return self._chunk(lexeme["chunk"], within)
        if not lexeme["ending"]:
            self._note(lexeme["phrase"][:30], "A quotation mark is not closed; the phrase was taken to run to the end.")
        return self._phrase(lexeme["phrase"], lexeme["slop"], within)

    def _bracket(self, within: Field | None) -> Node | None:
        if self.depth == MAX_DEPTH:
            self._note("(", f"Brackets more than {MAX_DEPTH} deep were left out.")
            return None
        self.depth += 1
        inside = self.alternatives(within)
        self.depth -= 1
        if self.at == len(self.lexemes):
            self._note("(", "A bracket is not closed; it was taken to run to the end.")
        else:
            self.at += 1
        return inside

    def _fielded(self, lexeme: re.Match[str], within: Field | None) -> Node | None:
        name = lexeme["field"]
        named = PREFIXES.get(name.lower())
        if named is not None:
            return self._within(named)
        following = self.lexemes[self.at]["chunk"] or "" if self.at < len(self.lexemes) else ""
        if not lexeme["gap"] and not following.startswith("//"):
            self._note(f"{name}:", f"There is no field called {name!r}, so it was read as a word.")
        return self._chunk(name, within)

    def _within(self, named: Field) -> Node | None:
        """What follows a prefix."""
        if self.prefixes == MAX_DEPTH:
            self._note(f"{named.name}:", f"More than {MAX_DEPTH} prefixes one inside another; the rest were left out.")
            return None
        self.prefixes += 1
        found = self._maybe_excluded(named)
        self.prefixes -= 1
        return found

    def _phrase(self, text: str, slop: str | None, within: Field | None) -> Node | None:
        if within is not None and not within.has_words:
            return self._value(text, within)
        words = tuple(folded_words(text))
        if len(words) < 2:
            return Word(words[0], _name(within)) if words else None
        if slop is not None and len(slop) > 3:
            self._note(f"~{slop[:9]}", f"Words stand at most {MAX_SLOP} apart; that was used instead.")
        return self._side_by_side(words, within, None if slop is None else min(int(slop[:4]), MAX_SLOP))

    def _side_by_side(self, words: tuple[str, ...], within: Field | None, slop: int | None = None) -> Node:
        """Several words as a phrase, or near one another, unless there have been too many such."""
        if not self._affords():
            return And(tuple(Word(word, _name(within)) for word in words))
        return Phrase(words, _name(within)) if slop is None else Near(words, slop, _name(within))

    def _affords(self) -> bool:
        """Whether one more phrase, pattern or misspelt word is read as such."""
        if self.costly == MAX_COSTLY_CLAUSES:
            self._note(
                "…",
                f"Only the first {MAX_COSTLY_CLAUSES} phrases, patterns and words with ~ were read so, the others as plain words.",
            )
            return False
        self.costly += 1
        return True

    def _chunk(self, chunk: str, within: Field | None) -> Node | None:
        if within is not None and not within.has_words:
            return self._value(chunk, within)
        bare = chunk.strip(_EDGES).rstrip("?")
        if "-" in bare and ("*" in bare or "?" in bare):  # a hyphen parts words in a pattern as it does in a text
            return _joined(And, [node for piece in bare.split("-") if (node := self._chunk(piece, within)) is not None])
        fuzzy = _FUZZY.fullmatch(bare)
        if fuzzy and not self._affords():
            bare = fuzzy["word"]
        elif fuzzy:
            return self._fuzzy(fold(fuzzy["word"]), fuzzy["edits"], within)
        if _PATTERN.fullmatch(bare) and (pattern := self._pattern(bare, within)):
            return pattern
        words = folded_words(bare)
        if "&" in bare and len(words) > 1:  # A&E, R&D: single letters mean nothing apart
            return self._side_by_side(tuple(words), within)
        return _joined(And, [Word(word, _name(within)) for word in words])

    def _fuzzy(self, word: str, typed: str, within: Field | None) -> Node:
        edits = _EDITS.get(typed, 2)
        if typed not in _EDITS:
            self._note(f"{word}~{typed}"[:30], "A word may be misspelt by one letter or two; two was used.")
        if edits == 2 and len(word) < MIN_LENGTH_FOR_TWO_EDITS:
            said = f"A word of fewer than {MIN_LENGTH_FOR_TWO_EDITS} letters may be misspelt by one letter; one was used."
            self._note(f"{word}~{typed}"[:30], said)
            edits = 1
        return Fuzzy(word, edits, _name(within))

    def _pattern(self, written: str, within: Field | None) -> Node | None:
        """A prefix or wildcard, or None when it is too short to mean anything and its stars are to be left out."""
        pattern = "".join(c if c in "?*" else fold(c) for c in written if c.isalnum() or c in "?*_.")
        letters = sum(c not in "?*" for c in pattern)
        start = re.split(r"[?*]", pattern, maxsplit=1)[0]
        if len(start) < 2 or letters < 3:
            if letters:
                self._note(written, "A pattern must begin with two letters and have three in all; its stars were left out.")
            return None
        if not self._affords():
            return None
        if pattern.endswith("*") and start == pattern.rstrip("*"):
            return Prefix(start, _name(within))
        return Wildcard(pattern, _name(within))

    def _value(self, text: str, within: Field) -> Node | None:
        """A whole value of a field that has no words: a date, one of its choices, or the value as written."""
        if within.kind is Kind.DATE:
            try:
                return DateRange(within.name, *dates.parse_date_range(text.strip(",;")))
            except ValueError as error:
                self._note(f"{within.name}:{text}", f"{error} This part was left out.")
                return None
        if not within.choices:
            return AnyOf(within.name, (text.upper() if within.name in ("uin", "group") else text,))
        for choice in within.choices:
            if choice.casefold() == text.casefold():
                return AnyOf(within.name, (choice,))
        offered = ", ".join(within.choices)
        self._note(f"{within.name}:{text}", f"{within.label} is one of {offered}; this part was left out.")
        return None

    def _operator(self) -> Operator | None:
        match self.lexemes[self.at]["chunk"] if self.at < len(self.lexemes) else None:
            case "AND" | "OR" | "NOT" as operator:
                return operator
            case _:
                return None

    def _ended(self) -> bool:
        """At the end, or at a bracket that closes one of ours; one that closes nothing is stepped over and noted."""
        while self.at < len(self.lexemes) and self.lexemes[self.at]["close"]:
            if self.depth:
                return True
            self._note(")", "A closing bracket has no opening one; it was left out.")
            self.at += 1
        return self.at == len(self.lexemes)

    def _without_stop_words(self, found: list[Node]) -> list[Node]:
        telling = [node for node in found if not _is_stop_word(node)]
        if all(isinstance(node, Not) for node in telling):
            return found
        self.ignored.extend(node.text for node in found if isinstance(node, Word) and _is_stop_word(node))
        return telling

    def _need(self, found: object, sentence: str, operator: str) -> None:
        if not found:
            self._note(operator, f"{sentence} {operator}, so it was left out.")

    def _note(self, where: str, message: str) -> None:
        problem = Problem(where, message)
        if problem not in self.problems and len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)


def _counted(found: list[Node]) -> list[Node]:
    """The nodes with each plain word once, weighing more the oftener it was there: ``k`` times, ``(K3 + 1) k / (K3 + k)``."""
    keys: list[object] = [(node.field, term(node.text)) if isinstance(node, Word) else at for at, node in enumerate(found)]
    if len(set(keys)) == len(keys):
        return found
    first = dict(zip(reversed(keys), reversed(found), strict=True))
    return [
        replace(node, weight=(REPETITION_SATURATION + 1) * times / (REPETITION_SATURATION + times))
        if isinstance(node := first[key], Word)
        else node
        for key, times in Counter(keys).items()
    ]


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and node.field is None and node.text in STOP_WORDS


def _name(within: Field | None) -> str | None:
    return None if within is None else within.name


def _opened(kind: type[And | Or], found: list[Node]) -> list[Node]:
    """The nodes, with those of the same kind replaced by what they hold."""
    return [each for node in found for each in (node.children if isinstance(node, kind) else (node,))]


def _joined(kind: type[And | Or], found: list[Node]) -> Node | None:
    """One node for several: none, the only one, or all of them with nested nodes of the same kind opened."""
    flat = _opened(kind, found)
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
