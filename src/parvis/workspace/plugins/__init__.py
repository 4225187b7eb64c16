"""What the workspace plugs into the shell."""
