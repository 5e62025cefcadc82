"""Broken pipes: if the reader of the output ends, as ``head`` does, the command continues and its output is discarded."""

from __future__ import annotations

import io
import os
import sys


class _Output(io.TextIOWrapper):
    """Standard output or standard error. After a broken pipe it writes to the null device."""

    def write(self, text: str) -> int:
        """Write a text, or discard it."""
        try:
            return super().write(text)
        except BrokenPipeError:
            self._drop()
            return len(text)

    def flush(self) -> None:
        """Write the buffer, or discard it."""
        try:
            super().flush()
        except BrokenPipeError:
            self._drop()

    def _drop(self) -> None:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, self.fileno())
        os.close(null)
        super().flush()


def ignore_broken_pipes() -> None:
    """Ignore broken pipes on standard output and standard error. Does nothing if a test captures them."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout is sys.__stdout__:
        sys.stdout = _ignoring_broken_pipes(sys.stdout)
    if isinstance(sys.stderr, io.TextIOWrapper) and sys.stderr is sys.__stderr__:
        sys.stderr = _ignoring_broken_pipes(sys.stderr)


def _ignoring_broken_pipes(stream: io.TextIOWrapper) -> _Output:
    stream.flush()
    return _Output(
        stream.buffer,
        stream.encoding,
        stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
