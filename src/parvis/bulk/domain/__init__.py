"""Runs: what is chosen, how it is done, what is told of it."""
