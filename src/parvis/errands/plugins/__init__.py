"""What `errands` registers elsewhere."""
