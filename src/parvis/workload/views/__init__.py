"""Pages of supervisors and agents."""
