"""Queries of the residents' face."""
