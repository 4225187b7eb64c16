"""The face of `studio`: begin a procedure with a definition that was made elsewhere."""

from parvis.studio.domain.editing import adopt

__all__ = ["adopt"]
