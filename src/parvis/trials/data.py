"""What crosses the border of `trials`."""

from enum import StrEnum


class State(StrEnum):
    """What became of a remark."""

    NEW = "new"
    READ = "read"
    DONE = "done"


class Refused(Exception):
    """It can't be done; the text says why."""
