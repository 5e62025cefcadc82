"""The table of settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import settings


def test_defaults_and_values() -> None:
    source = "https://questions-statements-api.parliament.uk"
    assert settings.read({}) == settings.Settings(
        Path("index_data"), "127.0.0.1", 8000, 4, 1, None, "", source, "", 5.0, "limited", "", False, False, None
    )
    chosen = settings.read(
        {
            "WRANS_INDEX_DATA": "/d",
            "WRANS_PORT": "81",
            "WRANS_HOST": "::1",
            "WRANS_THREADS": "2",
            "WRANS_WORKERS": "3",
            "WRANS_SYNONYMS": "/s.txt",
            "WRANS_ADDRESS": "https://wrans.example.org/here/",
            "WRANS_SOURCE": "http://127.0.0.1:81/",
            "WRANS_CONTACT": "you@example.org",
            "WRANS_RATE": "0.5",
            "WRANS_CRAWLERS": "open",
            "WRANS_SECURITY_CONTACT": "mailto:security@example.org",
            "WRANS_LINKED_DATA_ALL": "yes",
            "WRANS_MEANING": "yes",
            "WRANS_MEANING_MODEL": "/m",
            "HOME": "/",
        }
    )
    assert chosen == settings.Settings(
        *(
            Path("/d"),
            "::1",
            81,
            2,
            3,
            Path("/s.txt"),
            "https://wrans.example.org/here",
            "http://127.0.0.1:81",
            "you@example.org",
            0.5,
            "open",
            "mailto:security@example.org",
            True,
            True,
            Path("/m"),
        )
    )


@pytest.mark.parametrize(("value", "days"), [("", None), ("7", 7)])
def test_an_age_is_in_days_or_has_no_limit(value: str, days: int | None) -> None:
    assert settings.read({"WRANS_MAX_AGE": value}).max_age_days == days


@pytest.mark.parametrize("value", ["yes", "Open", "all"])
def test_crawlers_have_three_rules(value: str) -> None:
    with pytest.raises(settings.BadSetting, match=r"WRANS_CRAWLERS is .* open, limited or closed"):
        settings.read({"WRANS_CRAWLERS": value})


@pytest.mark.parametrize("value", ["security@example.org", "http://example.org", "mailto:a b@example.org", "https://é.org"])
def test_a_security_contact_is_an_address(value: str) -> None:
    with pytest.raises(settings.BadSetting, match=r"WRANS_SECURITY_CONTACT is .* https:// or mailto:"):
        settings.read({"WRANS_SECURITY_CONTACT": value})


@pytest.mark.parametrize("value", ["1", "true", "Yes", "on"])
def test_meaning_is_yes_or_no(value: str) -> None:
    with pytest.raises(settings.BadSetting, match=r"WRANS_MEANING is .* yes or no"):
        settings.read({"WRANS_MEANING": value})


@pytest.mark.parametrize("value", ["0", "-1", "fast", "101", "1e1", "nan", "٣"])
def test_a_bad_rate_is_an_error(value: str) -> None:
    with pytest.raises(settings.BadSetting, match=r"WRANS_RATE is .* above 0 and up to 100"):
        settings.read({"WRANS_RATE": value})


@pytest.mark.parametrize("value", ["a\r\nCookie: b", "José", "x" * 201, "a (b)"])
def test_a_contact_that_does_not_fit_into_a_header_is_an_error(value: str) -> None:
    with pytest.raises(settings.BadSetting, match=r"WRANS_CONTACT is .* printable ASCII"):
        settings.read({"WRANS_CONTACT": value})


@pytest.mark.parametrize("value", ["0", "-1", "x", "65536", "8000 ", "٣"])
def test_the_error_names_the_setting_and_its_value(value: str) -> None:
    with pytest.raises(settings.BadSetting, match=r"WRANS_PORT is .*whole number from 1 to 65,535"):
        settings.read({"WRANS_PORT": value})


def test_too_many_workers_are_an_error() -> None:
    with pytest.raises(settings.BadSetting, match="WRANS_WORKERS is “65”; it must be a whole number from 1 to 64"):
        settings.read({"WRANS_WORKERS": "65"})


@pytest.mark.parametrize("value", ["wrans.example.org", "ftp://example.org", "https://", "http://a b", "https://x.org?q"])
def test_an_invalid_url_is_an_error(value: str) -> None:
    with pytest.raises(settings.BadSetting, match=r"WRANS_ADDRESS is .*must begin with http:// or https://"):
        settings.read({"WRANS_ADDRESS": value})


def test_the_limits_of_the_server_and_its_log() -> None:
    names = ("WRANS_PROXY", "WRANS_CONNECTIONS", "WRANS_CONNECTIONS_PER_ADDRESS", "WRANS_SPOOL_MB", "WRANS_LOG")
    chosen = settings.read(dict(zip(names, ("::1", "20", "10", "3", "json"), strict=True)))
    assert (chosen.proxy, chosen.connections, chosen.connections_per_address) == ("::1", 20, 10)
    assert (chosen.spool_bytes, chosen.log) == (3_000_000, "json")
    default = settings.read({})
    assert (default.proxy, default.connections, default.connections_per_address) == ("", 1_000, 100)
    assert (default.spool_bytes, default.log) == (1_024_000_000, "text")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("WRANS_PROXY", "10.0.0.0/8", "one IP address"),
        ("WRANS_PROXY", "localhost", "one IP address"),
        ("WRANS_CONNECTIONS", "0", "whole number"),
        ("WRANS_SPOOL_MB", "1.5", "whole number"),
        ("WRANS_LOG", "xml", "text or json"),
    ],
)
def test_a_wrong_limit_is_an_error(name: str, value: str, message: str) -> None:
    with pytest.raises(settings.BadSetting, match=f"{name} is “{value}”.*{message}"):
        settings.read({name: value})
