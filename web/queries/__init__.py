"""URL parameters -> a typed request -> one typed result. No HTML, no JSON, no Flask.

Each module holds one query: ``query_NAME(engine, ...)`` returns a ``*Result``. The pages and the JSON are both built on these
results. Every parameter error is raised here, as ``BadRequest``; a record or facet that does not exist is ``None``.
"""
