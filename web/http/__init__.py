"""The parts that every response needs: middleware, caching, CORS, errors, static files and server processes."""
