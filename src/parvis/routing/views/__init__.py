"""Pages of `routing`."""
