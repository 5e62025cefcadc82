"""The format of a build apart from the codec's files: manifest, schema, groups, doc values, tie-break order, learned names."""
