"""What `notifications` plugs into others' seams."""
