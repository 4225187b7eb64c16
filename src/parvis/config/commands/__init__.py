"""The commands of the installation itself: running, checking, saving. Modules' own are in `<module>/cli.py`."""

HEAVY = ("check", "prepare")
"""Commands that need the applications; the others load without Django."""
