"""What the site tells search engines: which addresses to visit, where every record is, and whom to tell of a weakness."""

from web.crawlers.routes import routes

__all__ = ["routes"]
