"""What an operator and a monitor see and set: whether the site can answer, its metrics, and the rate of each client."""
