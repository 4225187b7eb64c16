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
from parvis.studio.forms import language
from parvis.studio.views.place import author, organisation

__all__ = [
    "Here",
    "Said",
    "adopt",
    "adopt_document",
    "author",
    "changes",
    "domains",
    "here",
    "language",
    "organisation",
    "problems",
    "published",
    "replace",
    "shaped",
]
