"""What `finding` plugs into the seams of others: one file each."""
