"""Search an index from Python: ``python examples/search_from_python.py INDEX_DATA TEXT``."""

from __future__ import annotations

import sys

from search import open_index


def main(index_data: str, text: str) -> None:
    """Print the first page of a search: the total, then heading, date and highlighted words of each hit."""
    with open_index(index_data) as index:
        page = index.search(text, per_page=10)
        print(f"{page.total} questions for {text}")
        for hit in page.hits:
            words = [fragment.text for fragment in hit.snippets[0].fragments if fragment.highlighted]
            print(f"{hit.score:6.2f}  {hit.question.tabled_on}  {hit.question.heading}  {words}")
        bodies = list(index.counts("body", text).items())[:3]
        print("Most to: " + ", ".join(f"{body} ({count})" for body, count in bodies))


if __name__ == "__main__":
    main(*sys.argv[1:])
