"""The queries of the pages that put several records beside each other."""
