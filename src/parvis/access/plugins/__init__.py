"""What access plugs into the shell."""
