"""The encoder that ``make meaning`` sets up. The tests that need it are skipped where it or the extra is missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from search import settings
from search.meaning.encoder import Encoder
from search.meaning.model_files import MeaningUnavailable, model_folder


@pytest.fixture(scope="session")
def encoder_folder() -> Path:
    chosen = settings.read(os.environ)
    return model_folder(chosen.index_data, chosen.meaning_model)


@pytest.fixture(scope="session")
def encoder(encoder_folder: Path) -> Encoder:
    try:
        return Encoder(encoder_folder)
    except MeaningUnavailable as error:
        pytest.skip(f"{error} Or run `make meaning`.")
