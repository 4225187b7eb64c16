"""What agents keep for themselves and for each other."""

from parvis.workspace.models.keys import Keys
from parvis.workspace.models.view import Start, View

__all__ = ["Keys", "Start", "View"]
