"""What lies in a build besides the codec's files: its manifest, schema, groups, doc values and tie-break order."""
