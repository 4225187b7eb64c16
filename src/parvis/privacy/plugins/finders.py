"""An account's e-mail address leads to its person's data behind each wall."""

import uuid

from parvis.identity import api as identity
from parvis.privacy.registry import Finder, Subject, finders


def _accounts(words: str, walls: tuple[uuid.UUID, ...]) -> list[Subject]:
    return [Subject(*row) for row in identity.subjects_with(words)] if "@" in words else []


finders.register(Finder("accounts", _accounts))
