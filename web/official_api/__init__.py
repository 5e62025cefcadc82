"""Parliament's own API of written questions over this site's index: the same addresses, parameters and objects."""

from __future__ import annotations

from web.official_api.routes import routes

__all__ = ["routes"]
