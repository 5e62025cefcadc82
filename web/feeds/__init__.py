"""Atom feeds of searches and of changes."""

from web.feeds.routes import routes

__all__ = ["routes"]
