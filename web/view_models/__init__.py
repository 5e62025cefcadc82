"""What the templates are given: every word and address of a page, ready to print. No logic, and no HTML but ``SafeHtml``."""
