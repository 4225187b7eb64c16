"""Pages of `errands`."""
