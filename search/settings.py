"""The table of settings, and the function that reads and checks their values in an environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from search.errors import BAD_USAGE, SearchError
from search.text.numbers import whole_number
from search.text.quotation import quoted


class Setting(msgspec.Struct, frozen=True):
    """One setting: its name in the environment, its default as text, and its help. The README repeats the table."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("WRANS_INDEX_DATA", "index_data", "folder of the index"),
    Setting("WRANS_HOST", "127.0.0.1", "address to listen on; 0.0.0.0 also accepts requests from other machines"),
    Setting("WRANS_PORT", "8000", "port to listen on"),
    Setting("WRANS_THREADS", "4", "requests that each process answers at the same time"),
    Setting("WRANS_WORKERS", "1", "server processes; best set to the number of processor cores"),
    Setting("WRANS_SYNONYMS", "", "synonym file; if empty, the file that comes with the program"),
    Setting("WRANS_SOURCE", "https://questions-statements-api.parliament.uk", "URL of the official API to harvest from"),
    Setting("WRANS_CONTACT", "", "your email address or web page, sent to the source with every request"),
    Setting("WRANS_RATE", "5", "maximum requests per second to the source"),
    Setting("WRANS_CRAWLERS", "limited", "what search engines may visit: open, limited (no searches or files) or closed"),
    Setting("WRANS_SECURITY_CONTACT", "", "https: or mailto: address for reports of vulnerabilities, in security.txt"),
    Setting(
        "WRANS_LINKED_DATA_ALL",
        "no",
        "yes also lists questions in the Linked Data API that lack properties its items always had",
    ),
    Setting("WRANS_ADDRESS", "", "address of the site in feeds, files and APIs, such as https://wrans.example.org"),
    Setting("WRANS_PROXY", "", "IP address of the proxy in front of the site; its X-Forwarded-For header names the client"),
    Setting("WRANS_CONNECTIONS", "1000", "connections that each process keeps open"),
    Setting("WRANS_CONNECTIONS_PER_ADDRESS", "100", "connections that each process keeps open with one client"),
    Setting("WRANS_SPOOL_MB", "1024", "megabytes of answers that wait on disk for slow readers, in each process"),
    Setting("WRANS_LOG", "text", "form of the log's lines: text or json"),
    Setting("WRANS_LIMIT", "30", "units a second that one client may spend in each process; 0 is no limit"),
    Setting("WRANS_MAX_AGE", "", "greatest age of the newest activity in days, for /readyz; if empty, no limit"),
    Setting(
        "WRANS_METRICS",
        "local",
        "who may read /metrics: local (this machine), off (nobody), or a port that serves it to everybody",
    ),
    Setting("WRANS_MEANING", "no", "yes also ranks by similarity of meaning; needs the extra `meaning` and `wrans meaning`"),
    Setting("WRANS_MCP", "yes", "no turns /mcp off, the tools for assistants, which need the extra `mcp`"),
    Setting("WRANS_SMTP", "", "mail server of `wrans alerts`: smtp://host:port, or smtps://host:port"),
    Setting(
        "WRANS_SMTP_LOGIN",
        "",
        "file with the user and the password of the mail server in its first two lines; if empty, no login",
    ),
    Setting("WRANS_SMTP_SENDER", "", "address that alerts come from; readers write to it to end their alerts"),
    Setting("WRANS_MEANING_MODEL", "", "folder of the encoder; if empty, a folder in that of the index"),
    Setting("WRANS_ENGINE", "whoosh", "where the index is: whoosh (files on this machine) or opensearch (a cluster)"),
    Setting("WRANS_OPENSEARCH", "", "addresses of the cluster, such as https://a:9200,https://b:9200"),
    Setting("WRANS_OPENSEARCH_INDEX", "wrans", "name of the index in the cluster"),
    Setting("WRANS_OPENSEARCH_LOGIN", "", "file with the user of the cluster in its first line and the password in its second"),
    Setting("WRANS_OPENSEARCH_CERTIFICATE", "", "file with a client certificate and its key, for a cluster that asks for one"),
    Setting(
        "WRANS_OPENSEARCH_CA", "", "file with the CA certificates that sign the cluster's certificates; if empty, the system's"
    ),
    Setting("WRANS_OPENSEARCH_SHARDS", "1", "shards of an index that is built; about one for 4 million records"),
    Setting("WRANS_OPENSEARCH_REPLICAS", "1", "copies of each shard besides the first; 0 loses records with a node"),
)

DEFAULTS = {setting.name: setting.default for setting in SETTINGS}
"""The default of each setting, as text."""

MAX_REQUESTS_PER_SECOND = 100
"""The highest valid value of WRANS_RATE."""

_BASE_URL = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?")
_HEADER_TEXT = re.compile(r"[ -'*-~]{0,200}")
_CONTACT_ADDRESS = re.compile(r"(?:https://|mailto:)[!-~]{1,500}")
_SMTP_URL = re.compile(r"smtps?://[^\s/?#@:]+(?::[0-9]{1,5})?")
EMAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
"""An email address without a display name, in the characters that every mail server accepts (RFC 5322)."""

_CLUSTER_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_INDEX_NAME = re.compile(r"[a-z][a-z0-9-]{0,99}")
_DECIMAL = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?")
Choice = TypeVar("Choice", bound=str)


class BadSetting(SearchError):
    """A setting has an invalid value; the operator has to change it."""

    exit_code = BAD_USAGE


class ClusterSettings(msgspec.Struct, frozen=True):
    """How to reach an OpenSearch cluster, and the index in it.

    The contents of ``login`` and of the other files are secret: no log may contain them.
    """

    addresses: tuple[str, ...]
    index: str = "wrans"
    login: Path | None = None
    certificate: Path | None = None
    ca: Path | None = None
    shards: int = 1
    replicas: int = 1


class Settings(msgspec.Struct, frozen=True):
    """The values of all settings, checked.

    ``rate`` is in requests a second, ``limit`` in units a second for each client, 0 for no limit; ``metrics`` is a port, or who
    may read them.
    """

    index_data: Path
    host: str
    port: int
    threads: int
    workers: int
    synonyms: Path | None
    address: str
    source: str
    contact: str
    rate: float
    crawlers: Literal["open", "limited", "closed"]
    security_contact: str
    linked_data_all: bool
    meaning: bool
    meaning_model: Path | None
    proxy: str = ""
    connections: int = 1_000
    connections_per_address: int = 100
    spool_bytes: int = 1_024_000_000
    log: str = "text"
    limit: float = 30.0
    max_age_days: int | None = None
    metrics: Literal["off", "local"] | int = "local"
    mcp: bool = True
    smtp: str = ""
    smtp_login: Path | None = None
    smtp_sender: str = ""
    cluster: ClusterSettings | None = None


def read(environment: Mapping[str, str]) -> Settings:
    """Return the settings of an environment. Raises BadSetting with the variable, its value and the valid values."""
    values = {name: environment.get(name) or default for name, default in DEFAULTS.items()}
    return Settings(
        index_data=Path(values["WRANS_INDEX_DATA"]),
        host=values["WRANS_HOST"],
        port=_positive_integer("WRANS_PORT", values, 65_535),
        threads=_positive_integer("WRANS_THREADS", values, 64),
        workers=_positive_integer("WRANS_WORKERS", values, 64),
        synonyms=_path("WRANS_SYNONYMS", values),
        address=_base_url("WRANS_ADDRESS", values),
        proxy=_ip_address("WRANS_PROXY", values),
        connections=_positive_integer("WRANS_CONNECTIONS", values, 100_000),
        connections_per_address=_positive_integer("WRANS_CONNECTIONS_PER_ADDRESS", values, 100_000),
        spool_bytes=_positive_integer("WRANS_SPOOL_MB", values, 1_000_000) * 1_000_000,
        log=_one_of("WRANS_LOG", values, ("text", "json")),
        metrics=_metrics("WRANS_METRICS", values),
        limit=_limit("WRANS_LIMIT", values),
        max_age_days=_positive_integer("WRANS_MAX_AGE", values, 36_500) if values["WRANS_MAX_AGE"] else None,
        source=_base_url("WRANS_SOURCE", values),
        contact=_contact("WRANS_CONTACT", values),
        rate=_rate("WRANS_RATE", values),
        crawlers=_one_of("WRANS_CRAWLERS", values, ("open", "limited", "closed")),
        security_contact=_security_contact("WRANS_SECURITY_CONTACT", values),
        linked_data_all=_one_of("WRANS_LINKED_DATA_ALL", values, ("yes", "no")) == "yes",
        meaning=_one_of("WRANS_MEANING", values, ("yes", "no")) == "yes",
        mcp=_one_of("WRANS_MCP", values, ("yes", "no")) == "yes",
        smtp=_matching("WRANS_SMTP", values, _SMTP_URL, "it must be such as smtp://mail.example.org:25"),
        smtp_login=_path("WRANS_SMTP_LOGIN", values),
        smtp_sender=_matching("WRANS_SMTP_SENDER", values, EMAIL_ADDRESS, "it must be one email address"),
        meaning_model=_path("WRANS_MEANING_MODEL", values),
        cluster=_cluster(values) if _one_of("WRANS_ENGINE", values, ("whoosh", "opensearch")) == "opensearch" else None,
    )


def _cluster(values: Mapping[str, str]) -> ClusterSettings:
    """Return the settings of the cluster. Raises ``BadSetting`` for the first one that is invalid."""
    addresses = tuple(address.strip().rstrip("/") for address in values["WRANS_OPENSEARCH"].split(",") if address.strip())
    if not addresses:
        raise BadSetting("WRANS_ENGINE is opensearch, so WRANS_OPENSEARCH must name the cluster, such as https://a:9200.")
    if any("@" in address for address in addresses):  # the value may hold a password, so it is not repeated
        raise BadSetting(
            "WRANS_OPENSEARCH has a user in an address; write user and password into WRANS_OPENSEARCH_LOGIN's file."
        )
    for address in addresses:
        if not _CLUSTER_ADDRESS.fullmatch(address):
            raise BadSetting(
                f"WRANS_OPENSEARCH has {quoted(address)}; each address must be https:// or http:// and a host, such as https://a:9200."
            )
    if len({address.partition(":")[0] for address in addresses}) > 1:
        raise BadSetting("WRANS_OPENSEARCH mixes https:// and http://; all addresses must begin alike.")
    if not _INDEX_NAME.fullmatch(values["WRANS_OPENSEARCH_INDEX"]):
        name = quoted(values["WRANS_OPENSEARCH_INDEX"])
        raise BadSetting(
            f"WRANS_OPENSEARCH_INDEX is {name}; it must be at most 100 small letters, digits and hyphens, a letter first."
        )
    replicas = whole_number(values["WRANS_OPENSEARCH_REPLICAS"], 0, 20)
    if replicas is None:
        replicas_text = quoted(values["WRANS_OPENSEARCH_REPLICAS"])
        raise BadSetting(f"WRANS_OPENSEARCH_REPLICAS is {replicas_text}; it must be a whole number from 0 to 20.")
    return ClusterSettings(
        addresses,
        values["WRANS_OPENSEARCH_INDEX"],
        _path("WRANS_OPENSEARCH_LOGIN", values),
        _path("WRANS_OPENSEARCH_CERTIFICATE", values),
        _path("WRANS_OPENSEARCH_CA", values),
        _positive_integer("WRANS_OPENSEARCH_SHARDS", values, 1_000),
        replicas,
    )


def _path(name: str, values: Mapping[str, str]) -> Path | None:
    return Path(values[name]) if values[name] else None


def read_login(name: str, file: Path) -> tuple[str, str]:
    """Return the user and the password: the first two lines of the file that a setting names. Raises ``BadSetting``."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "reason", None) or "not readable"
        raise BadSetting(f"{name} names {file}, which cannot be read ({reason}).") from None
    if len(lines) < 2 or not lines[0] or not lines[1]:
        raise BadSetting(f"{name} names {file}; its first line must be the user, its second the password.")
    return lines[0], lines[1]


def _base_url(name: str, values: Mapping[str, str]) -> str:
    url = values[name].rstrip("/")
    if url and not _BASE_URL.fullmatch(url):
        raise BadSetting(f"{name} is {quoted(url)}; it must begin with http:// or https:// and name a host.")
    return url


def _contact(name: str, values: Mapping[str, str]) -> str:
    contact = values[name]
    if not _HEADER_TEXT.fullmatch(contact):
        raise BadSetting(
            f"{name} is {quoted(contact)}; it must be at most 200 characters of printable ASCII without brackets,"
            " such as you@example.org."
        )
    return contact


def _rate(name: str, values: Mapping[str, str]) -> float:
    text = values[name]
    if _DECIMAL.fullmatch(text) and 0 < float(text) <= MAX_REQUESTS_PER_SECOND:
        return float(text)
    raise BadSetting(f"{name} is {quoted(text)}; it must be a number above 0 and up to {MAX_REQUESTS_PER_SECOND}.")


def _limit(name: str, values: Mapping[str, str]) -> float:
    text = values[name]
    if _DECIMAL.fullmatch(text):
        return float(text)
    raise BadSetting(f"{name} is {quoted(text)}; it must be a number below 10,000, or 0 for no limit.")


def _security_contact(name: str, values: Mapping[str, str]) -> str:
    contact = values[name]
    if contact and not _CONTACT_ADDRESS.fullmatch(contact):
        raise BadSetting(f"{name} is {quoted(contact)}; it must begin with https:// or mailto: and have no spaces.")
    return contact


def _metrics(name: str, values: Mapping[str, str]) -> Literal["off", "local"] | int:
    text = values[name]
    if text in ("off", "local"):
        return "off" if text == "off" else "local"
    port = whole_number(text, 1, 65_535)
    if port is None or text == values["WRANS_PORT"]:
        raise BadSetting(f"{name} is {quoted(text)}; it must be local, off, or a port from 1 to 65,535 other than WRANS_PORT.")
    return port


def _one_of(name: str, values: Mapping[str, str], choices: tuple[Choice, ...]) -> Choice:
    for choice in choices:
        if values[name] == choice:
            return choice
    raise BadSetting(f"{name} is {quoted(values[name])}; it must be {', '.join(choices[:-1])} or {choices[-1]}.")


def _matching(name: str, values: Mapping[str, str], pattern: re.Pattern[str], requirement: str) -> str:
    text = values[name]
    if text and not pattern.fullmatch(text):
        raise BadSetting(f"{name} is {quoted(text)}; {requirement}.")
    return text


def _ip_address(name: str, values: Mapping[str, str]) -> str:
    text = values[name]
    try:
        return text and str(ip_address(text))
    except ValueError:
        raise BadSetting(f"{name} is {quoted(text)}; it must be one IP address, such as 127.0.0.1.") from None


def _positive_integer(name: str, values: Mapping[str, str], maximum: int) -> int:
    text = values[name]
    number = whole_number(text, 1, maximum)
    if number is not None:
        return number
    raise BadSetting(f"{name} is {quoted(text)}; it must be a whole number from 1 to {maximum:,}.")
