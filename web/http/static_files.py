"""Static files under addresses that hold a hash of their content, so that browsers may cache them for ever.

The folder is read once, at start. Files added later are not served.
"""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path

from flask import Blueprint, Flask, Response, abort

from web.http import caching

FOR_EVER = "public, max-age=31536000, immutable"


class StaticFiles:
    """The files of one folder, by hashed name: ``wrans.css`` is served as ``/static/wrans.1f2e3d4c5b.css``."""

    def __init__(self, folder: Path) -> None:
        self._hashed_names: dict[str, str] = {}
        self._contents: dict[str, bytes] = {}
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            hashed_name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix}"
            self._hashed_names[path.name] = hashed_name
            self._contents[hashed_name] = content

    def install(self, app: Flask) -> None:
        """Serve the files, and give templates ``static(name)``, the address of a file."""
        blueprint = Blueprint("static_files", __name__)
        caching.leave_untagged(blueprint)
        blueprint.add_url_rule("/static/<name>", view_func=self.serve)
        app.register_blueprint(blueprint)
        app.add_template_global(self.address, "static")

    def address(self, name: str) -> str:
        """Return the address of a file, given its name in the folder."""
        return f"/static/{self._hashed_names[name]}"

    def serve(self, name: str) -> Response:
        """Answer with the file of a hashed name, or 404."""
        if name not in self._contents:
            abort(404)
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(self._contents[name], mimetype=media_type, headers={"Cache-Control": FOR_EVER})
