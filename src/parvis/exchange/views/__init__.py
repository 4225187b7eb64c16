"""Pages of `exchange`."""
