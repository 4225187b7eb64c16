"""The commands of the installation itself: running, checking, saving. Modules' own are in `<module>/cli.py`."""
