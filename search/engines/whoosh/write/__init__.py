"""The index writer: builds and updates an index, merges its segments, publishes builds and checks them."""
