"""The members of an index: who asked and who answered, under every form of their names; and the names in a text."""
