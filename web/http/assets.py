"""Where the templates, static files and help lie: inside the package in a wheel, at the project's root in a checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Assets:
    """The three folders the site is made from."""

    templates: Path
    static: Path
    help: Path

    @classmethod
    def find(cls) -> Assets:
        """The folders of this installation."""
        package = Path(__file__).resolve().parents[1]
        packed = package / "assets"
        if packed.is_dir():
            return cls(packed / "templates", packed / "static", packed / "help")
        root = package.parent
        return cls(root / "templates", root / "static", root / "docs" / "help")
