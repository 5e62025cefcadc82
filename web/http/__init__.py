"""What every response needs: middleware, caching, CORS, errors, static files, and the processes that serve."""
