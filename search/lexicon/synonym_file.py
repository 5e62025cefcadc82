"""The synonym file: one line for each group of names of the same thing. An invalid line is skipped.

``=`` between names makes each a synonym of all others; ``>`` between two names makes the second a synonym of the first only.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from search.errors import BAD_USAGE, SearchError
from search.lexicon.thesaurus import SynonymEntry
from search.text.analysis import forms
from search.text.quotation import quoted
from search.text.word_forms.stop_words import STOP_WORDS

DEFAULT_FILE = Path(__file__).with_name("synonyms.txt")
"""The file that comes with the program, used if the setting names no other."""

MAX_NAMES_PER_LINE, MAX_WORDS_PER_NAME = 8, 12
"""Limits on the cost of a search: a query with one name of a line searches all the others."""

log = logging.getLogger(__name__)


class UnreadableSynonyms(SearchError):
    """The synonym file cannot be read. The operator has to correct the setting."""

    exit_code = BAD_USAGE


def read(path: Path | None = None) -> tuple[SynonymEntry, ...]:
    """Return the entries of a synonym file, by default the one that comes with the program.

    Invalid lines are logged with their line numbers and skipped. Raises ``UnreadableSynonyms`` if the file cannot be read.
    """
    path = path or DEFAULT_FILE
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UnreadableSynonyms(f"The synonym file {path} cannot be read ({error}); see WRANS_SYNONYMS.") from error
    entries: list[SynonymEntry] = []
    for number, line in enumerate(lines, 1):
        try:
            entries += _entries(line.decode("utf-8-sig"))
        except ValueError as error:
            log.warning("%s, line %d is skipped: %s", path, number, error)
    return tuple(entries)


def _entries(line: str) -> Iterator[SynonymEntry]:
    """Yield the entries of a line. Raises ValueError with the reason if the line is invalid."""
    content = line.partition("#")[0].strip()
    if not content:
        return
    names = [" ".join(name.split()) for name in re.split("[=>]", content)]
    if len(names) < 2:
        raise ValueError("it has only one name; put = between the names of a thing.")
    if ">" in content and len(names) > 2:
        raise ValueError("it has > and more than two names.")
    if len(names) > MAX_NAMES_PER_LINE:
        raise ValueError(f"it has {len(names)} names; at most {MAX_NAMES_PER_LINE} are allowed.")
    for name in names:
        _check(name)
    for name in names[:1] if ">" in content else names:
        yield SynonymEntry(name, tuple(synonym for synonym in names if synonym != name))


def _check(name: str) -> None:
    """Raise ValueError with the reason if a name cannot be searched."""
    name_words = forms(name)
    if not name_words:
        raise ValueError(f"{quoted(name)} has no word in it.")
    if len(name_words) > MAX_WORDS_PER_NAME:
        raise ValueError(f"{quoted(name[:40])}... has {len(name_words)} words; at most {MAX_WORDS_PER_NAME} are allowed.")
    if STOP_WORDS.issuperset(name_words):
        raise ValueError(f"{quoted(name)} has only function words, which nearly every question contains.")
