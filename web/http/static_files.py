"""Static files under addresses that hold a hash of their content, so that browsers may keep them for ever.

The folder is read once, at start; an address that is not of a file read then is not found.
"""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path

from flask import Flask, Response, abort

FOR_EVER = "public, max-age=31536000, immutable"


class StaticFiles:
    """The files of one folder, by hashed name: ``wrans.css`` is served as ``/static/wrans.1f2e3d4c5b.css``."""

    def __init__(self, folder: Path) -> None:
        self._names: dict[str, str] = {}
        self._contents: dict[str, bytes] = {}
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            hashed = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix}"
            self._names[path.name] = hashed
            self._contents[hashed] = content

    def install(self, app: Flask) -> None:
        """Serve the files, and give templates ``static(name)``, a file's address."""
        app.add_url_rule("/static/<name>", view_func=self.serve, endpoint="static_file")
        app.add_template_global(self.address, "static")

    def address(self, name: str) -> str:
        """The address of a file by its own name."""
        return f"/static/{self._names[name]}"

    def serve(self, name: str) -> Response:
        """The file of that hashed name."""
        if name not in self._contents:
            abort(404)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(self._contents[name], mimetype=kind, headers={"Cache-Control": FOR_EVER})
