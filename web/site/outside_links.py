"""Addresses of other sites: of questions at Parliament's own, and those that sources give."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote, urlsplit

from search.model.question import Question

PARLIAMENT_PAGES = "https://questions-statements.parliament.uk/written-questions/detail"
PARLIAMENT_SEARCH = "https://questions-statements.parliament.uk/written-questions?SearchTerm="

_DECEPTIVE = re.compile("[\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\\\\]")
"""Characters that browsers drop or change in an address, so that it leads elsewhere than it seems to."""

_NOT_IN_ADDRESSES = re.compile('[ <>"^`{|}]')


def parliament_page(question: Question) -> str:
    """A question's page at Parliament's own site; "" if its UIN or the day it was tabled is unknown."""
    if not question.uin or question.tabled_on is None:
        return ""
    return f"{PARLIAMENT_PAGES}/{question.tabled_on.isoformat()}/{quote(question.uin, safe='')}"


def parliament_search(uin: str, tabled_on: date | None) -> str:
    """A question's page at Parliament's own site; without the day it was tabled, the search there for its number."""
    number = quote(uin, safe="")
    return f"{PARLIAMENT_PAGES}/{tabled_on.isoformat()}/{number}" if tabled_on else f"{PARLIAMENT_SEARCH}{number}"


def safe_link(address: str) -> str:
    """Return the address of a source in the form of a link if a reader can safely follow it, else "".

    It must be a whole http or https address of a host, without a user name or characters that browsers drop or change.
    Spaces and brackets in its path are written as addresses have them.
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return ""
    if not is_web or _DECEPTIVE.search(address) or " " in parts.netloc:
        return ""
    return _NOT_IN_ADDRESSES.sub(lambda match: quote(match[0]), address)
