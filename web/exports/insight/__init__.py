"""The tables of the pages that count and compare records, as CSV."""
