"""The engines: each keeps the promises of ``search.engine`` in its own way."""
