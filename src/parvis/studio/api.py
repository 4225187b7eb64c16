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
from parvis.studio.domain.observing import unrunnable
from parvis.studio.domain.operations import parse
from parvis.studio.forms import language
from parvis.studio.models import Draft
from parvis.studio.views.outline import called, frame
from parvis.studio.views.place import author, open_draft, organisation

__all__ = [
    "Draft",
    "Here",
    "Said",
    "adopt",
    "adopt_document",
    "author",
    "called",
    "changes",
    "domains",
    "frame",
    "here",
    "language",
    "open_draft",
    "organisation",
    "parse",
    "problems",
    "published",
    "replace",
    "shaped",
    "unrunnable",
]
