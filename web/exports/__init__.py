"""Exports: every record of a search as one file, in each format of ``EXPORTS``; one record, in each of ``REFERENCES``."""

from web.exports.formats import EXPORTS, REFERENCES, UNAVAILABLE, Export
from web.exports.routes import routes

__all__ = ["EXPORTS", "REFERENCES", "UNAVAILABLE", "Export", "routes"]
