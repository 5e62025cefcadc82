"""Files and streams: input files, their compression, encodings and limits, the store of raw responses, and the file lock."""
