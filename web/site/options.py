"""The options of the site that an operator chooses."""

from __future__ import annotations

import msgspec

from web.site.crawling import CrawlerPolicy

DEFAULT_ADDRESS = "http://localhost"


class SiteOptions(msgspec.Struct, frozen=True):
    """The options of an operator.

    Every absolute address that the site writes begins with ``address``. ``crawler_policy`` is for search engines.
    ``linked_data_all`` lists questions without the properties that items of the Linked Data API always had too. At most
    ``files_at_once`` exports are made at the same time; None is no limit. An index whose newest activity is more than
    ``max_age_days`` ago is not ready; None is no limit. A client may ask for ``units_a_second``; 0 is no limit. ``has_proxy``:
    a trusted proxy names the clients. ``mcp`` serves tools for assistants, if their extra is installed. ``alerts_sender`` is
    the address that alerts by email come from, "" if none are sent.
    """

    address: str = DEFAULT_ADDRESS
    crawler_policy: CrawlerPolicy = CrawlerPolicy()
    linked_data_all: bool = False
    files_at_once: int | None = None
    max_age_days: int | None = None
    units_a_second: float = 0
    has_proxy: bool = False
    mcp: bool = True
    alerts_sender: str = ""
