from parvis.studio.models.clip import Clip
from parvis.studio.models.draft import Draft, Step
from parvis.studio.models.publication import Publication
from parvis.studio.models.shared import Shared
from parvis.studio.models.vocabulary import Vocabulary

__all__ = ["Clip", "Draft", "Publication", "Shared", "Step", "Vocabulary"]
