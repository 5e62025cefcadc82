"""``make bench DATA=folder``: everything that is measured, one after the other."""

from __future__ import annotations

from benchmarks import clean, pages

if __name__ == "__main__":
    clean.main()
    pages.main()
