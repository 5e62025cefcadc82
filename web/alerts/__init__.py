"""Alerts by email: each new or changed record of a saved search once, for ``wrans alerts``, which an operator's timer runs."""
