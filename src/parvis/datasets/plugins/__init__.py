"""What `datasets` plugs into others' seams."""
