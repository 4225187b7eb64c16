"""What the territory plugs into others' seams."""
