from parvis.studio.models.clip import Clip
from parvis.studio.models.draft import Draft, Step
from parvis.studio.models.publication import Publication

__all__ = ["Clip", "Draft", "Publication", "Step"]
