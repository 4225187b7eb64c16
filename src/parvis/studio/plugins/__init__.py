"""What `studio` plugs into others' seams."""
