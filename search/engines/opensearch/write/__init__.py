"""The writer of a cluster: builds and updates an index in it, publishes builds, and checks them."""
