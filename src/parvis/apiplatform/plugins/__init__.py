"""What `apiplatform` plugs into others' seams."""
