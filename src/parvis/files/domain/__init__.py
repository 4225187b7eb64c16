"""Storing, opening, checking and removing bytes."""
