"""Whole result sets as files, streamed: one line of ``EXPORTS`` a format, and one address each. ``REFERENCES`` cite one."""

from web.exports.formats import EXPORTS, REFERENCES, Export
from web.exports.routes import routes

__all__ = ["EXPORTS", "REFERENCES", "Export", "routes"]
