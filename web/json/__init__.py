"""Our own JSON: the data of each page, at the address of the page with ``.json`` after its path.

``schemas`` defines the answers, field by field as ``docs/api.md`` documents them; ``builders`` fills them from the results of
``web.queries``, and ``routes`` has their addresses.
"""
