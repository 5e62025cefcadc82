"""What every response needs: middleware, caching, errors, static files, and the processes that serve."""
