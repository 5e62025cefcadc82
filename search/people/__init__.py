"""The members and the answering bodies of an index, under every form of their names; and the names in a text."""
