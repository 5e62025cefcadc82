"""Our own JSON: what each page shows, as data at the page's address with ``.json`` behind it.

``shapes`` are the answers, field by field as ``docs/api.md`` tells them; ``making`` fills them from what an engine found, and
``routes`` reads an address just as the page does.
"""
