"""The exceptions to the rules of ``search.text.conflation``: inflections, spellings and derivations."""
