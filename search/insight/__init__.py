"""Facts computed from records: references, groups, kinds of answer, tables, times to answer.

Independent of any search engine.
"""
