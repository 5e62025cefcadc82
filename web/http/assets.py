"""Finds the templates, static files and help files: inside the package in a wheel, at the project's root in a checkout."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Assets(msgspec.Struct, frozen=True):
    """The three folders that the site is made from."""

    templates: Path
    static: Path
    help: Path

    @classmethod
    def find(cls) -> Assets:
        """Return the folders of this installation."""
        package = Path(__file__).resolve().parents[1]
        packaged = package / "assets"
        if packaged.is_dir():
            return cls(packaged / "templates", packaged / "static", packaged / "help")
        root = package.parent
        return cls(root / "templates", root / "static", root / "docs" / "help")
