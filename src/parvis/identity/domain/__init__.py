"""What identity does and asks."""
