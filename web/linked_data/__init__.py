"""The Linked Data API as Parliament served it: the same addresses, parameters, objects and formats, over our own index.

``endpoints`` are the lists; ``asking`` reads an address into a search, by ``filters``; ``items`` makes a record's object,
``views`` chooses of it, ``envelope`` puts the page around; ``negotiation`` picks a format, and ``as_xml``, ``as_csv`` and
``as_rdf`` write the ones that are not JSON; ``pages`` shows it all as HTML. ``routes`` is the straight line through them.
"""

from web.linked_data.routes import routes

__all__ = ["routes"]
