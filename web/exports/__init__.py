"""Whole result sets as files, streamed: one line of ``EXPORTS`` a format, and one address each."""

from web.exports.formats import EXPORTS, Export
from web.exports.routes import routes

__all__ = ["EXPORTS", "Export", "routes"]
