"""Files in: streams, depth of JSON, the store of responses, and the lock."""
