"""The staging store: records wait on disk until all are read, and records of the same question are merged."""
