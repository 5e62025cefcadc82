"""The pages that put several records beside each other."""
