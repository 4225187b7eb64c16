"""The face of `studio`: procedures that were made elsewhere, compared with what is there and kept as drafts."""

from parvis.studio.domain.bringing import (
    Here,
    Said,
    adopt as adopt_document,
    changes,
    domains,
    here,
    problems,
    published,
    replace,
    shaped,
)
from parvis.studio.domain.editing import adopt

__all__ = [
    "Here",
    "Said",
    "adopt",
    "adopt_document",
    "changes",
    "domains",
    "here",
    "problems",
    "published",
    "replace",
    "shaped",
]
