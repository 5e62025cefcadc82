"""Parquet: row groups of columns, compressed with zstd. Only the records of one row group are in memory."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING

from search.errors import ExtraMissing
from search.model.question import Question
from web.exports.columnar.table import Column, Type, columns, provenance, row
from web.exports.description import ExportDescription

if TYPE_CHECKING:
    import pyarrow as pa

MEDIA_TYPE = "application/vnd.apache.parquet"
ROWS_PER_GROUP = 8_192
COMPRESSION_LEVEL = 6
"""Of zstd. Level 3 is the default; the files of 79,565 records are 5 % smaller with this one, in nearly the same time."""

EXTRA = "columns"


def is_available() -> bool:
    """Whether the extra that writes Parquet is installed."""
    return find_spec("pyarrow") is not None


def require() -> None:
    """Raise ``ExtraMissing`` if the extra that writes Parquet is not installed."""
    if not is_available():
        raise ExtraMissing("Parquet files", EXTRA)


def parquet(questions: Iterable[Question], description: ExportDescription) -> Iterator[bytes]:
    """Yield a file in pieces, one a row group. Its footer holds the provenance of the table."""
    require()
    import pyarrow.parquet as pq  # noqa: PLC0415 (an extra, and 0.2 s that few who start the site ever need)

    table_columns = columns(description.root)
    schema = _schema(table_columns, provenance(description))
    records = iter(questions)
    file = _Pieces()
    with pq.ParquetWriter(file, schema, compression="zstd", compression_level=COMPRESSION_LEVEL) as writer:
        while group := list(islice(records, ROWS_PER_GROUP)):
            writer.write_batch(_batch(group, table_columns, schema))
            yield file.take()
    yield file.take()


def _schema(table_columns: tuple[Column, ...], about: dict[str, str]) -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415 (as above)

    types = {
        Type.TEXT: pa.string(),
        Type.WORD: pa.dictionary(pa.int32(), pa.string()),
        Type.NUMBER: pa.int32(),
        Type.FLAG: pa.bool_(),
        Type.DAY: pa.date32(),
        Type.LIST: pa.list_(pa.string()),
    }
    fields = [pa.field(column.name, types[column.type], metadata={"label": column.label}) for column in table_columns]
    return pa.schema(fields, metadata=about)


def _batch(group: list[Question], table_columns: tuple[Column, ...], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa  # noqa: PLC0415 (as above)

    cells = zip(*(row(table_columns, question) for question in group), strict=True)
    return pa.record_batch([pa.array(values, field.type) for values, field in zip(cells, schema, strict=True)], schema)


class _Pieces(io.RawIOBase):
    """A file to write to. Its bytes are taken out in pieces, so that it is never in memory as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]  # pyarrow writes buffers
        self._pieces.append(piece)
        self._length += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._length

    def take(self) -> bytes:
        """Return the bytes written since the last call."""
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece
