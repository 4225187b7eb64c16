"""The commands of the installation itself: running, checking, saving. Modules' own are in `<module>/cli.py`."""

LIGHT = ("run", "database", "backup")
"""Modules that load without Django: starting, stopping, saving."""
HEAVY = ("check", "prepare")
"""Modules whose commands need the applications."""
