"""The encoder: texts to vectors of length 1, as all-MiniLM-L6-v2 makes them. Runs an ONNX file with onnxruntime."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.meaning.model_files import MODEL_FILE, TOKENIZER_FILE, MeaningUnavailable, checked_manifest
from search.meaning.vectors import DIMENSIONS, FloatVectors

MAX_TOKENS = 256
"""The most tokens of a text that are read, as the model was trained. The rest of the text is left out."""

BATCH_TOKENS = 512
"""The most tokens encoded together, padding included. Larger batches are no faster, and take more memory (decision 20)."""

_EXTRA = "Install the extra: pip install 'wrans[meaning]'."
_PACKAGES = ("onnxruntime", "tokenizers")
_ONLY_ERRORS = 3
"""The severity from which onnxruntime writes to its log."""


class Encoder:
    """An encoder, loaded from a folder. Safe to call from many threads.

    ``name`` says which encoder it is; ``digest`` distinguishes its vectors from those of any other.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load the encoder in a folder.

        Raises ``MeaningUnavailable`` if it or the extra is missing, or if it fails to encode a sentence.
        """
        onnxruntime, tokenizers = _import_extra()
        manifest = checked_manifest(folder)
        self.name, self.digest = manifest.name, manifest.digest
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = _ONLY_ERRORS
        options.enable_cpu_mem_arena = False  # which keeps the memory of the longest batch, 170 MB, and saves no time
        try:
            self._session = onnxruntime.InferenceSession(folder / MODEL_FILE, options, providers=["CPUExecutionProvider"])
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(MAX_TOKENS)
            self._inputs = frozenset(value.name for value in self._session.get_inputs())
            self.encode(["How many lighthouses are there in England?"])
        except Exception as error:  # the libraries raise classes of their own, and tokenizers bare Exceptions
            raise MeaningUnavailable(
                f"The encoder in {folder} cannot be used ({error}). It must give {DIMENSIONS} numbers a token; "
                "delete the folder and run `wrans meaning`."
            ) from error

    def encode(self, texts: Sequence[str]) -> FloatVectors:
        """Return the vectors of the texts, float32[n, 384], each of length 1."""
        token_ids = [self._tokenizer.encode(text).ids for text in texts]
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for rows in _batches(list(map(len, token_ids))):
            vectors[rows] = self._encode_batch([token_ids[row] for row in rows])
        return vectors

    def _encode_batch(self, token_ids: Sequence[Sequence[int]]) -> FloatVectors:
        """Return the vectors of texts given as token ids: the sum over the tokens of each text, scaled to length 1."""
        ids = np.zeros((len(token_ids), max(map(len, token_ids))), np.int64)
        mask = np.zeros_like(ids)
        for row, text_ids in enumerate(token_ids):
            ids[row, : len(text_ids)] = text_ids
            mask[row, : len(text_ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output = self._session.run(None, {name: value for name, value in inputs.items() if name in self._inputs})[0]
        sums: NDArray[np.float32] = np.einsum("btd,bt->bd", output, mask.astype(np.float32))
        sums /= np.linalg.norm(sums, axis=1, keepdims=True)
        return sums


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield batches of rows, the shortest texts first, of at most ``BATCH_TOKENS`` tokens. Row n has ``lengths[n]`` tokens."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[row] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def check_available(folder: Path) -> None:
    """Raise ``MeaningUnavailable`` if the extra or the encoder in a folder is missing. Imports no package of the extra."""
    for package in _PACKAGES:
        if find_spec(package) is None:
            raise _missing(package)
    checked_manifest(folder)


def _missing(package: str | None) -> MeaningUnavailable:
    return MeaningUnavailable(f"Ranking by meaning needs the package {package}, which is not installed. {_EXTRA}")


def _import_extra() -> tuple[Any, Any]:
    """Return the packages onnxruntime and tokenizers."""
    try:
        import onnxruntime  # noqa: PLC0415  (an optional package, and slow to import)
        import tokenizers  # noqa: PLC0415
    except ImportError as error:
        raise _missing(error.name) from None
    return onnxruntime, tokenizers
