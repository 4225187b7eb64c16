"""What `datasets` does."""
