"""Names of members, as sources print them and as readers type them: their titles, their words and the keys they are found by.

A key is the folded words of a name without spaces, so that neither case, accents, apostrophes, hyphens nor the space of
``O Brien`` matter. Titles ("Rt Hon", "Baroness"), letters after the name ("MP") and, in most keys, "of" and "the" are no part
of a name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from search.people.forenames import OTHER_FORMS
from search.text.analysis import fold, normalise

Gender = Literal["", "f", "m"]

_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)*")
_HYPHENATED = re.compile(r"[^\s,]+[-\u2010\u2011][^\s,]+")
MAX_KEY_CHARACTERS = 80
"""Characters of the longest key of a name for addresses, without its prefix."""

CONNECTORS = frozenset(("of", "the"))
"""Words inside a name that most keys leave out."""

SUFFIXES = frozenset("mp mps msp mlas kc qc cbe obe mbe dbe kbe kcmg ch dl".split())
"""Letters after a name. MS is not among them, because Ms is a title."""


class Title(NamedTuple):
    """A title before a name. ``gender`` is "" if the title does not show it, ``rank`` if it is no title of a peer or bishop.

    ``needs_forename`` if it stands before a forename, never before a surname alone: Sir, Dame.
    """

    gender: Gender = ""
    rank: str = ""
    needs_forename: bool = False


_LORD, _BARONESS, _BISHOP = Title("m", "lord"), Title("f", "baroness"), Title("", "bishop")
TITLES: dict[str, Title] = {
    **dict.fromkeys("mx dr prof professor rev revd reverend rt hon right honourable".split(), Title()),
    "mr": Title("m"),
    "sir": Title("m", needs_forename=True),
    **dict.fromkeys("mrs ms miss".split(), Title("f")),
    "dame": Title("f", needs_forename=True),
    **dict.fromkeys("lord baron".split(), _LORD),
    **dict.fromkeys("lady baroness bns".split(), _BARONESS),
    **{rank: Title("m", rank) for rank in "viscount earl marquess marquis duke".split()},
    **{rank: Title("f", rank) for rank in "viscountess countess marchioness duchess".split()},
    **dict.fromkeys("bishop archbishop".split(), _BISHOP),
}
"""Titles before a name, by their folded word."""

TITLES_AND_CONNECTORS = CONNECTORS | TITLES.keys()
"""Words of a name that do not distinguish its member."""

ABBREVIATED_TITLES: dict[str, Title] = TITLES | {
    "l": _LORD,
    "b": _BARONESS,
    "ly": _BARONESS,
    "bp": _BISHOP,
    "abp": _BISHOP,
    "v": TITLES["viscount"],
    "e": TITLES["earl"],
    "m": TITLES["marquess"],
    "d": TITLES["duke"],
    "c": TITLES["countess"],
}
"""Titles as they follow a name in alphabetical lists: ``Alton of Liverpool, L.``"""


class KeyKind(IntEnum):
    """The kind of key made from a name, the most certain first.

    FULL is every word in order. SURNAME_FIRST is the surname before the forenames. SHORT leaves out names between the first
    and the last, FORENAME has another form of the first, INITIALS has letters for forenames. SURNAME is the surname, without a
    peer's place. LONE is the whole name of a peer who has a single word beside the title.
    """

    FULL = 0
    SURNAME_FIRST = 1
    SHORT = 2
    FORENAME = 3
    INITIALS = 4
    SURNAME = 5
    LONE = 6


class Token(NamedTuple):
    """A word of a text: ``text[start:end]``, folded.

    ``is_capital`` if it begins with a capital letter, ``is_initials`` if it may be initials: up to three capitals.
    """

    word: str
    start: int
    end: int
    is_capital: bool
    is_initials: bool


class Name(msgspec.Struct, frozen=True):
    """A printed name: its words without title, "of" and "the"; the ``surname`` among them; and ``spelt``, all its words.

    A peer's surname ends before "of": ("alton",) of Lord Alton of Liverpool. ``is_place`` if there is a place alone after the
    title: the Earl of Sandwich.
    """

    title: Title
    words: tuple[str, ...]
    surname: tuple[str, ...]
    spelt: tuple[str, ...]
    is_place: bool = False

    @property
    def identity(self) -> tuple[str, str]:
        """What all forms of a person's name share: the rank, and the words joined, without single letters between them."""
        return self.title.rank, "".join(_without_initials(self.words))


def tokens(text: str) -> list[Token]:
    """Return the words of a text in Unicode form NFC, hyphens and full stops between them left out."""
    return [
        Token(fold(word := match.group()), match.start(), match.end(), word[0].isupper(), len(word) < 4 and word.isupper())
        for match in _WORD.finditer(text)
    ]


@lru_cache(4096)
def name_key(printed: str) -> str:
    """Return the key of a name for addresses, the same for all forms of the name: ``name-lord-altonliverpool``.

    A name without words, or a very long one, has a digest of itself.
    """
    name = parse_name(printed)
    key = "-".join(filter(None, name.identity)) if name else ""
    if not key or len(key) > MAX_KEY_CHARACTERS:
        digest = hashlib.blake2b((key or printed).encode(), digest_size=8).hexdigest()
        key = f"{key[: MAX_KEY_CHARACTERS - len(digest) - 1]}-{digest}".lstrip("-")
    return f"name-{key}"


def surname(printed: str) -> str:
    """Return the surname of a printed name, folded, without spaces; "" if it has no words. ``Rees-Mogg`` is one surname."""
    name = parse_name(printed)
    if name is None:
        return ""
    joined = ([token.word for token in tokens(text)] for text in _HYPHENATED.findall(normalise(printed)))
    return "".join(next((words for words in joined if words[-1:] == [name.surname[-1]]), name.surname))


def parse_name(printed: str) -> Name | None:
    """Read a printed name; None if it has no words. ``Fenwick, Baroness`` and ``Alton of Liverpool, L.`` are read too."""
    before, comma, after = normalise(printed).partition(",")
    words = [token.word for token in tokens(before)]
    last = [token.word for token in tokens(after)]
    title = Title()
    if comma and last and all(word in ABBREVIATED_TITLES or word in CONNECTORS for word in last):
        title, last = strongest([ABBREVIATED_TITLES[word] for word in last if word in ABBREVIATED_TITLES]), []
    words = [*last, *words]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    titles = []
    first = 0
    while first < len(words) - 1 and (words[first] in TITLES or words[first] in CONNECTORS):
        titles += [TITLES[words[first]]] if words[first] in TITLES else []
        first += 1
    spelt, untitled = tuple(words), words[first:]
    if not untitled:
        return None
    title = strongest(titles) if titles else title
    core = tuple(word for word in untitled if word not in CONNECTORS) or tuple(untitled)
    end = untitled.index("of") if title.rank and "of" in untitled[1:] else len(untitled)
    surname = tuple(word for word in untitled[:end] if word not in CONNECTORS) if title.rank else core[-1:]
    return Name(title, core, surname or core, spelt, first > 0 and words[first - 1] == "of")


def strongest(titles: Sequence[Title]) -> Title:
    """Return the most specific title: a bishop's, else a peer's, else one with a gender. Of several, return the last."""
    return max(reversed(titles), key=lambda title: (title == _BISHOP, title.rank != "", title.gender != ""), default=Title())


def keys(name: Name) -> Iterator[tuple[str, KeyKind]]:
    """Yield every key of a name with its kind. A key may come with several kinds."""
    words, is_peer = name.words, bool(name.title.rank)
    full = "".join(words)
    if len(words) == 1:
        yield full, KeyKind.LONE if is_peer and not name.is_place else KeyKind.SURNAME
        return
    yield full, KeyKind.SURNAME if name.is_place else KeyKind.FULL
    if is_peer:
        yield "".join(name.surname), KeyKind.SURNAME
        return
    plain = _without_initials(words)
    if plain != words and len(plain) > 1:
        yield "".join(plain), KeyKind.FULL
    elif len(words) > 2:
        yield words[0] + words[-1], KeyKind.SHORT
    for forename in OTHER_FORMS.get(words[0], ()):
        for others in dict.fromkeys((plain[1:], words[-1:])):
            yield "".join((forename, *others)), KeyKind.FORENAME
    yield words[-1], KeyKind.SURNAME
    for count in range(1, min(len(words), 4)):
        forenames, surname = words[:-count], "".join(words[-count:])
        yield surname + "".join(forenames), KeyKind.SURNAME_FIRST
        yield "".join(word[0] for word in forenames) + surname, KeyKind.INITIALS
        yield surname + "".join(word[0] for word in forenames), KeyKind.INITIALS
        if count > 1:
            yield surname, KeyKind.SURNAME


def agree(typed: Title, own: Title) -> bool:
    """Whether a typed title may be of a person with this printed title. Any peer may be called lord, baroness or lady."""
    if typed.gender and own.gender and typed.gender != own.gender:
        return False
    if typed.rank in ("lord", "baroness"):
        return bool(own.rank) and own.rank != "bishop"
    return typed.rank == own.rank


def _without_initials(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for number, word in enumerate(words) if len(word) > 1 or number in (0, len(words) - 1))
