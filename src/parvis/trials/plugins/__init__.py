"""What this module plugs into others."""
