"""The pages of the agents' desk around their requests."""
