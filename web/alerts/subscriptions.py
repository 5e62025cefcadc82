"""The file of alerts: who gets which search. TOML, one table ``[[alert]]`` for each."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import msgspec

from search.errors import BAD_USAGE, BadRequest, SearchError
from search.query import url_params
from search.query.request import SearchRequest
from search.results import descriptions
from search.settings import EMAIL_ADDRESS
from search.text.quotation import quoted
from web.site import urls

MAX_ALERTS = 1_000
MAX_NAME_CHARACTERS = 100


class BadAlerts(SearchError):
    """The file of alerts cannot be used; the operator has to change it. The message names every fault."""

    exit_code = BAD_USAGE


class Alert(msgspec.Struct, frozen=True):
    """A search whose new and changed records go to one address. ``name`` is the search in words, or the operator's own."""

    to: str
    name: str
    request: SearchRequest

    @property
    def key(self) -> str:
        """The name of the alert in the ledger. It changes only with the recipient or the search."""
        return hashlib.sha256(f"{self.to}\n{urls.feed(self.request)}".encode()).hexdigest()


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    to: str
    search: str
    name: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    alert: list[_Table] = []


def read_alerts(path: Path) -> tuple[Alert, ...]:
    """Return the alerts of a file. Raises ``BadAlerts``, which names every fault, and ``OSError``."""
    try:
        file = msgspec.toml.decode(path.read_bytes(), type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise BadAlerts(f"{path} cannot be read as a file of alerts: {error}.") from None
    if len(file.alert) > MAX_ALERTS:
        raise BadAlerts(f"{path} has {len(file.alert):,} alerts; there may be {MAX_ALERTS:,}.")
    alerts, faults = [], []
    for number, table in enumerate(file.alert, 1):
        try:
            alerts.append(_alert(table))
        except ValueError as error:
            faults.append(f"Alert {number} of {path}: {error}")
        except BadRequest as error:
            faults.append(f"Alert {number} of {path}: {error}")
    if faults:
        raise BadAlerts(" ".join(faults))
    return tuple({alert.key: alert for alert in alerts}.values())


def _alert(table: _Table) -> Alert:
    """Return the alert of a table. Raises ``ValueError`` and ``BadRequest``."""
    if not EMAIL_ADDRESS.fullmatch(table.to):
        raise ValueError(f"{quoted(table.to[:100])} is not an email address.")
    parts = urlsplit(table.search)
    query = parts.query or (table.search if not parts.path.startswith("/") else "")
    request = url_params.read(parse_qsl(query, keep_blank_values=True))
    if request == url_params.read(()):
        raise ValueError("its search is empty; give the address of a page of results, such as /search?q=dentists.")
    name = " ".join((table.name or descriptions.title(request)).split())
    return Alert(table.to, name[:MAX_NAME_CHARACTERS], request)
