"""The Linked Data API as Parliament served it: its addresses, parameters, objects and formats, over this site's index.

``routes`` leads a request through the other modules. ``endpoints`` are the lists. ``lda_params`` reads the parameters into a
search; ``filters`` turns each property into a node of the query. ``items`` makes the object of a record, ``item_views`` selects
its properties. ``formats.envelope`` builds the answer around the items, ``formats.negotiation`` chooses a format, and the other
modules of ``formats`` write it. ``pages`` are the HTML pages.
"""

from web.linked_data.routes import routes

__all__ = ["routes"]
