"""The face of `exchange`: have an export made; how far it is stands on its page."""

from parvis.exchange.domain.exports import ask

__all__ = ["ask"]
