"""Three OpenSearch nodes on this machine, to try the engine of a cluster and to test it. Not a part of the product."""
