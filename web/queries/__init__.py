"""URL parameters -> a typed request -> one typed result. No HTML, no JSON, no Flask."""
