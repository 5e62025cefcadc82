"""The layout of the indices in a cluster: names, fields, settings, and the document of a record.

    NAME              alias of the index that serves
    NAME-BUILD        the records of a build
    NAME-side         alias of its side index, moved in the same step
    NAME-BUILD-side   the side index: statistics, vocabulary and names of all records (see ``generation``)

A document is one *version* of a record. Generation 0 is the build; each update makes the next generation of the same index.
It adds new versions and ends old ones, and then says in one document of the side index which generation serves. A search of
generation g sees the versions that were added by g and not ended by it (``visible``): the whole of an update or nothing of it.

The words of a record are analysed by ``search.text.analysis``, as for every engine. A text is indexed as its terms, separated
by spaces. Every term ``stem=form`` shares its position with its stem ``stem=``. So the tokens of the index are the selectors of
``search.text.term_selection``, and a word of a query is one or two tokens, whatever forms the index has.

| field | content |
|---|---|
| ``w_FIELD`` | the terms of the field, with positions. Its score is the frequency, times the boost of the query |
| ``all`` | the distinct selectors of heading, question and answer, without frequencies |
| ``n_FIELD`` | the number of terms of a ranked field, where it has any |
| ``v_FIELD`` | the whole values; a day is in ISO 8601 |
| ``f_FIELD`` | the value that a record is collapsed by; ``NO_VALUE`` and the id where it has none |
| ``best`` | the best day known, as a day number (``date.toordinal``): the tie-break order |
| ``added`` | the generation that brought this version |
| ``ended`` | the generation that replaced or deleted it; none while it is current |
| ``record`` | the record: JSON, compressed by Zstandard. A doc value is read in a tenth of the time of a stored field |
"""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import msgspec
import zstandard

from search.engines.memory_matching import Entry
from search.errors import IndexMismatch
from search.model.fields import FIELDS, RANKED
from search.model.question import Question
from search.query.request import BEST_DAY
from search.text.analysis import STEM_END, stem_of

FORMAT = 7
"""The version of the layout. Raise it with every change to the layout, and to the words and stems of texts."""

SIDE_SUFFIX = "-side"
ALL_WORDS = "all"
BEST_DAY_FIELD = "best"
RECORD = "record"
ADDED, ENDED = "added", "ended"

WITH_RECORD = [RECORD]
"""The ``docvalue_fields`` of a search whose hits are read by ``read_record``."""

NO_VALUE = "\0"
"""Begins the collapse value of a record without a value: OpenSearch would make one group of all such records."""

FREQUENCY_SIMILARITY = "frequency"
"""The similarity of words: the frequency of a term, times the boost of its clause."""

MAX_VALUE_CHARACTERS = 8_191
"""A longer value is stored but not indexed: Lucene's terms have at most 32,766 bytes, and a character has at most 4."""

MAX_ID_BYTES = 400
"""A longer id is hashed where it is part of an ``_id``, which may have 512 bytes."""

MAX_RESULT_WINDOW = 100_000
"""The last hit that a page can reach without reading the hits before it. Pages after it are read by ``search_after``."""

DEFAULT_SHARDS, DEFAULT_REPLICAS = 1, 1

_NO_BREAK_SPACE = "\u00a0"
_JAVA_SPACES = (*range(9, 14), *range(28, 33), 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x205F, 0x3000)
_SPACES = dict.fromkeys(_JAVA_SPACES, _NO_BREAK_SPACE)
"""What Java calls white space. The folding of a letter can put a space into a term."""

WORD_FIELDS = tuple(field for field in FIELDS.values() if field.has_words)
VALUE_FIELDS = tuple(field for field in FIELDS.values() if field.has_values)
COLLAPSE_FIELDS = tuple(field for field in FIELDS.values() if field.is_collapsible)

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Question).decode


def index_name(name: str, build: str) -> str:
    """Return the name of the index of a build, whose name is in lower case as OpenSearch demands."""
    return f"{name}-{build.lower()}"


def side_name(name: str) -> str:
    """Return the name of the side index beside an index of records, or of the alias beside its alias."""
    return name + SIDE_SUFFIX


def version_id(id: str, added: int) -> str:
    """Return the ``_id`` of the version of a record that a generation added."""
    head = id if len(id.encode()) <= MAX_ID_BYTES else hashlib.sha256(id.encode()).hexdigest()
    return f"{head}@{added}"


def visible(generation: int) -> dict[str, Any]:
    """Return the filter of the versions that a generation consists of. It excludes few documents, so it costs little."""
    excluded = [{"range": {ADDED: {"gt": generation}}}, {"range": {ENDED: {"lte": generation}}}]
    return {"bool": {"must_not": excluded}}


def words_field(name: str) -> str:
    """The field with the terms of a field of ``FIELDS``."""
    return f"w_{name}"


def length_field(name: str) -> str:
    """The field with the number of terms of a ranked field."""
    return f"n_{name}"


def values_field(name: str) -> str:
    """The field with the whole values of a field of ``FIELDS``."""
    return f"v_{name}"


def collapse_field(name: str) -> str:
    """The field with the value by which records are collapsed."""
    return f"f_{name}"


def token(text: str) -> str:
    """Return a term or a selector as a token, which has no white space."""
    return text.translate(_SPACES)


def tokens(texts: Collection[str]) -> str:
    """Return terms or selectors as tokens, with spaces between them."""
    joined = " ".join(texts)
    return joined if joined.isascii() else " ".join(map(token, texts))


def index_body(shards: int = DEFAULT_SHARDS, replicas: int = DEFAULT_REPLICAS) -> dict[str, Any]:
    """Return the settings and the mapping of an index of records. It is refreshed only on request."""
    settings = {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": "-1",
        "max_result_window": MAX_RESULT_WINDOW,
        "mapping.total_fields.limit": 1_000,
        "analysis": {
            "filter": {
                "stems": {"type": "pattern_capture", "preserve_original": True, "patterns": [f"^([^{STEM_END}]*{STEM_END})"]}
            },
            "analyzer": {"terms": {"type": "custom", "tokenizer": "whitespace", "filter": ["stems"]}},
        },
        "similarity": {
            FREQUENCY_SIMILARITY: {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}},
        },
    }
    return {
        "settings": settings,
        "mappings": {"dynamic": "strict", "_source": {"enabled": False}, "properties": _properties()},
    }


def _properties() -> dict[str, Any]:
    words = {
        "type": "text",
        "analyzer": "terms",
        "search_analyzer": "whitespace",
        "norms": False,
        "index_options": "positions",
        "similarity": FREQUENCY_SIMILARITY,
    }
    values = {"type": "keyword", "norms": False, "similarity": "boolean", "ignore_above": MAX_VALUE_CHARACTERS}
    return {
        RECORD: {"type": "binary", "doc_values": True},
        ALL_WORDS: {
            "type": "text",
            "analyzer": "whitespace",
            "norms": False,
            "index_options": "docs",
            "similarity": "boolean",
        },
        BEST_DAY_FIELD: {"type": "long"},
        ADDED: {"type": "long"},
        ENDED: {"type": "long"},
        **{words_field(field.name): words for field in WORD_FIELDS},
        **{length_field(field.name): {"type": "integer", "index": False} for field in RANKED},
        **{values_field(field.name): values for field in VALUE_FIELDS},
        **{collapse_field(field.name): {"type": "keyword", "index": False} for field in COLLAPSE_FIELDS},
    }


def side_body(replicas: int = DEFAULT_REPLICAS) -> dict[str, Any]:
    """Return the settings and the mapping of a side index: documents that are only read by their ids."""
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": replicas, "refresh_interval": "-1"},
        "mappings": {"dynamic": False, "properties": {}},
    }


def document(entry: Entry, added: int = 0, ended: int | None = None) -> dict[str, Any]:
    """Return the document of a version of a record. Its ``_id`` is ``version_id(entry.question.id, added)``."""
    body: dict[str, Any] = {RECORD: pack_record(entry.question), ADDED: added}
    if ended is not None:
        body[ENDED] = ended
    for field in WORD_FIELDS:
        if field_terms := entry.terms[field.name]:
            body[words_field(field.name)] = tokens(field_terms)
            if field in RANKED:
                body[length_field(field.name)] = len(field_terms)
    body[ALL_WORDS] = tokens(with_stems(entry.ranked_terms()))
    values = entry.values
    body |= {values_field(field.name): list(values[field.name]) for field in VALUE_FIELDS if values[field.name]}
    body |= {collapse_field(field.name): _collapse_value(values[field.name], entry.question.id) for field in COLLAPSE_FIELDS}
    day = next((values[name][0] for name in (BEST_DAY.field, *BEST_DAY.otherwise) if values[name]), None)
    if day is not None:
        body[BEST_DAY_FIELD] = date.fromisoformat(day).toordinal()
    return body


def with_stems(terms: frozenset[str]) -> frozenset[str]:
    """Return distinct terms with their stems: every selector that matches a text of these terms."""
    return terms | {stem_of(text) + STEM_END for text in terms}


def _collapse_value(values: tuple[str, ...], id: str) -> str:
    return (values[0] if values else NO_VALUE + id)[:MAX_VALUE_CHARACTERS]


def encode_record(question: Question) -> bytes:
    """Return a record as it is stored."""
    return _encode(question)


def pack_record(question: Question) -> str:
    """Return the value of the field ``record``."""
    return base64.b64encode(zstandard.compress(_encode(question))).decode()


_of_thread = threading.local()


def _decompressor() -> zstandard.ZstdDecompressor:
    """Return the decompressor of this thread. Creating one takes 25 µs, reading a record with it less than 1 µs."""
    decompressor: zstandard.ZstdDecompressor | None = getattr(_of_thread, "decompressor", None)
    if decompressor is None:
        decompressor = _of_thread.decompressor = zstandard.ZstdDecompressor()
    return decompressor


def read_record(hit: Mapping[str, Any]) -> Question:
    """Return the record of a hit that was asked for with ``WITH_RECORD``. Raises ``IndexMismatch`` if it is not a record."""
    try:
        text = hit["fields"][RECORD][0]
        # Values are sent as standard base64, and come back in the alphabet for addresses, without padding.
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return _decode(_decompressor().decompress(packed))
    except (KeyError, ValueError, zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise IndexMismatch(f"A stored record cannot be read ({error}); run `wrans check`.") from error
