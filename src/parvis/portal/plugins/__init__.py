"""What the residents' face plugs into the shell."""
