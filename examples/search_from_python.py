"""Search an index from Python: ``python examples/search_from_python.py INDEX_DATA TEXT``."""

from __future__ import annotations

import sys

from search import SearchRequest, open_index, parse, search


def main(index_data: str, text: str) -> None:
    """Print the first page of a search: the total, then heading, date and highlighted words of each hit."""
    engine = open_index(index_data)
    outcome = search(engine, SearchRequest(text, parse(text).tree, per_page=10))
    print(f"{outcome.page.total} questions for {text}")
    for hit in outcome.page.hits:
        words = [fragment.text for fragment in hit.snippets[0].fragments if fragment.highlighted]
        print(f"{hit.score:6.2f}  {hit.question.tabled_on}  {hit.question.heading}  {words}")


if __name__ == "__main__":
    main(*sys.argv[1:])
