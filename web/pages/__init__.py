"""The HTML pages. A module holds one page: its route, its view model, and the function that builds the view model.

A view model holds every word and address that its template prints. It holds no HTML but ``SafeHtml``. The searches behind a
page are in ``web.queries``.
"""
