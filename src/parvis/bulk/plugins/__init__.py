"""What bulk plugs into others' seams, and its own acts."""
