"""Pages of `datasets`."""
