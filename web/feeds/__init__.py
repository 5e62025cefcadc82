"""Every search as an Atom feed: its address is the subscription."""

from web.feeds.routes import routes

__all__ = ["routes"]
