"""The synonyms file: names of the same thing, one thing a line. A bad line costs itself.

With ``=`` between them each name is looked for with all others; with ``>`` between two, the second with the first.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from search.errors import BAD_USAGE, SearchError
from search.lexicon.thesaurus import SynonymEntry
from search.text.analysis import STOP_WORDS, words

DEFAULT_FILE = Path(__file__).with_name("synonyms.txt")
"""The file that is read when no other is named."""

MAX_NAMES_PER_LINE, MAX_WORDS_PER_NAME = 8, 12
"""Names on a line, and words of a name, at most: each is looked for in every search that has another of its line."""

log = logging.getLogger(__name__)


class UnreadableSynonyms(SearchError):
    """The file of synonyms that the setting names cannot be read: the operator has to change it."""

    exit_code = BAD_USAGE


def read(path: Path | None = None) -> tuple[SynonymEntry, ...]:
    """The names in a file, each with the others of its line. Bad lines are logged, with their numbers, and passed over.

    Raises ``UnreadableSynonyms`` when there is no such file.
    """
    path = path or DEFAULT_FILE
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UnreadableSynonyms(f"The file of synonyms {path} cannot be read ({error}); see WRANS_SYNONYMS.") from error
    found: list[SynonymEntry] = []
    for number, line in enumerate(lines, 1):
        try:
            found += _headwords(line.decode("utf-8-sig"))
        except ValueError as error:
            log.warning("%s, line %d is passed over: %s", path, number, error)
    return tuple(found)


def _headwords(line: str) -> Iterator[SynonymEntry]:
    """What a line says. Raises ``ValueError`` with a sentence when it makes no sense."""
    said = line.partition("#")[0].strip()
    if not said:
        return
    names = [" ".join(name.split()) for name in re.split("[=>]", said)]
    if len(names) < 2:
        raise ValueError("it has one name; put = between the names of a thing.")
    if ">" in said and len(names) > 2:
        raise ValueError("it has > and more than two names.")
    if len(names) > MAX_NAMES_PER_LINE:
        raise ValueError(f"it has {len(names)} names; at most {MAX_NAMES_PER_LINE} are looked for.")
    for name in names:
        _check(name)
    for name in names[:1] if ">" in said else names:
        yield SynonymEntry(name, tuple(other for other in names if other != name))


def _check(name: str) -> None:
    found = words(name)
    if not found:
        raise ValueError(f"{name!r} has no word in it.")
    if len(found) > MAX_WORDS_PER_NAME:
        raise ValueError(f"{name[:40]!r}... has {len(found)} words; at most {MAX_WORDS_PER_NAME} are looked for.")
    if STOP_WORDS.issuperset(found):
        raise ValueError(f"{name!r} is made of function words alone, which nearly every question has.")
