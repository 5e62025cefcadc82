"""Readings of the text of a search other than words: names of members, filters, dates and compounds."""
