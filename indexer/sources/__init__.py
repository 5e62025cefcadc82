"""The sources that publish written questions: detecting the source of a file, and decoding its records into questions."""
