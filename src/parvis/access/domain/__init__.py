"""What access does and asks."""
