"""What the site tells crawlers: which addresses to visit, the address of every record, and where to report a vulnerability."""

from web.crawlers.routes import routes

__all__ = ["routes"]
