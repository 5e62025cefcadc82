"""Attacks on a running site: what a visitor can do to the others. ``python -m tests.attack`` is the long form."""
