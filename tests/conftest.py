"""Settings of every test."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # on a busy machine a test may be slow; that is no failure
settings.load_profile("untimed")
