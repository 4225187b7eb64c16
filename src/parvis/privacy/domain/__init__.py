"""What privacy does and asks."""
