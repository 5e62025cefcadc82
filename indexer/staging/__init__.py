"""Where records wait on disk until all are read, merged with other versions of themselves."""
