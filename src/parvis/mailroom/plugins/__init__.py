"""What the mailroom plugs into others' seams."""
