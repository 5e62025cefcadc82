"""The address of the site, from its setting: the Host header of a request is checked but never used.

Absolute addresses are built from ``request.url_root``, which this module sets to the address of the setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

INVALID_HOST = "wrans.invalid_host"
"""The key of the WSGI environment that is true if the Host header cannot be read."""

MAX_HOST_CHARACTERS = 255
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


class SiteAddress:
    """WSGI middleware that gives every request the address of the site: its scheme, its host, and its path if it has one."""

    def __init__(self, application: WSGIApplication, address: str) -> None:
        self._application = application
        parts = urlsplit(address)
        self._parts = {"wsgi.url_scheme": parts.scheme, "HTTP_HOST": parts.netloc, "SCRIPT_NAME": parts.path.rstrip("/")}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        host = environ.get("HTTP_HOST")
        environ[INVALID_HOST] = not is_valid(host) if host is not None else environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
        environ.update(self._parts)
        return self._application(environ, start_response)


def is_valid(host: str) -> bool:
    """Whether a text is one host, with or without a port."""
    return len(host) <= MAX_HOST_CHARACTERS and _HOST.fullmatch(host) is not None
