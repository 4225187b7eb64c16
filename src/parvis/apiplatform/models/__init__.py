"""Models of `apiplatform`."""

from parvis.apiplatform.models.replay import Replay
from parvis.apiplatform.models.token import Token

__all__ = ["Replay", "Token"]
