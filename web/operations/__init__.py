"""For operators and monitors: health, metrics, and the rate limit of each client."""
