"""The files for crawlers: the addresses to visit, the address of every record, and the contact for vulnerability reports."""

from web.crawlers.routes import routes

__all__ = ["routes"]
