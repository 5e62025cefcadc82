"""What the index-time pass adds to a record: values made from its text, its days and the other records.

No source sends them, so merging and versions ignore them, and every build and update makes them again.
"""

from __future__ import annotations

import msgspec


class Derived(msgspec.Struct, frozen=True, omit_defaults=True):
    """The derived values of a record. Every one has a default, and default values are not stored (``omit_defaults``)."""
