"""What privacy plugs into its own seam."""
