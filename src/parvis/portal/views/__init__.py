"""Pages of the residents' face."""
