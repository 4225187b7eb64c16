"""Models of `routing`."""

from parvis.routing.models.rules import Draft, Version

__all__ = ["Draft", "Version"]
