"""The face of `exchange`: have an export made; how far it is stands on its page, and on that of who oversees."""

from parvis.exchange.domain.exports import ask
from parvis.exchange.domain.overseeing import overseen, stop

__all__ = ["ask", "overseen", "stop"]
