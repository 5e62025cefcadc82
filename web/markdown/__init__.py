"""Markdown twins of pages, for programs that read text: assistants, notebooks, command lines. And ``llms.txt``."""
