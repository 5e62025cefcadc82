"""Files and streams: input files, the depth limit of JSON, the store of raw responses, and the file lock."""
