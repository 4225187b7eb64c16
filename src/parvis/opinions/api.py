"""The face of `opinions`: what lists and other modules may know of opinions and approvals."""

from parvis.opinions.domain.asking import ask, withdraw
from parvis.opinions.domain.counting import awaited, counted, waiting

__all__ = ["ask", "awaited", "counted", "waiting", "withdraw"]
