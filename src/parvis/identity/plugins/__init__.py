"""What identity plugs into its own seams and into others'."""
