"""What `opinions` plugs into the seams of others: one file each."""
