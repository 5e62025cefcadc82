"""The HTML pages, a module a page: its route, its view model and what builds it."""
