"""What `workload` plugs into the seams of others: one file each."""
