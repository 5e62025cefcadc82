"""The table of settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import settings


def test_defaults_and_values() -> None:
    assert settings.read({}) == settings.Settings(Path("index_data"), "127.0.0.1", 8000, 4, 1, "")
    chosen = settings.read(
        {
            "WRANS_INDEX_DATA": "/d",
            "WRANS_PORT": "81",
            "WRANS_HOST": "::1",
            "WRANS_THREADS": "2",
            "WRANS_WORKERS": "3",
            "WRANS_ADDRESS": "https://wrans.example.org/here/",
            "HOME": "/",
        }
    )
    assert chosen == settings.Settings(Path("/d"), "::1", 81, 2, 3, "https://wrans.example.org/here")


@pytest.mark.parametrize("value", ["0", "-1", "x", "65536", "8000 ", "٣"])
def test_a_bad_value_is_named(value: str) -> None:
    with pytest.raises(settings.BadSetting, match=r"WRANS_PORT is .*whole number from 1 to 65,535"):
        settings.read({"WRANS_PORT": value})


def test_there_is_a_most_to_the_workers() -> None:
    with pytest.raises(settings.BadSetting, match="WRANS_WORKERS is '65'; it must be a whole number from 1 to 64"):
        settings.read({"WRANS_WORKERS": "65"})


@pytest.mark.parametrize("value", ["wrans.example.org", "ftp://example.org", "https://", "http://a b", "https://x.org?q"])
def test_an_address_that_is_none_is_named(value: str) -> None:
    with pytest.raises(settings.BadSetting, match="WRANS_ADDRESS is .*must begin with http:// or https://"):
        settings.read({"WRANS_ADDRESS": value})
