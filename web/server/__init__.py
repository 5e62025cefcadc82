"""The HTTP server: waitress, with limits for clients that are slow, many or silent.

It depends neither on Flask nor on the record model.
"""
