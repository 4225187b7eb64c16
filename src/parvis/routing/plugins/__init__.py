"""What `routing` plugs into others' seams."""
