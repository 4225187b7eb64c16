"""How the history of a case tells of its errands."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.registry import STORIES, Story
from parvis.errands.data import What
from parvis.errands.domain.doing import DONE, FAILED


def named(data: Mapping[str, Any]) -> str:
    """What an errand is called."""
    return {
        What.TIMER: _("timer"),
        What.HAND_OUT: _("handing out"),
        What.CREATE: _("request of another procedure"),
        What.CALL: _("web service “%(name)s”") % {"name": data["name"]},
    }[What(data["what"])]


def _done(data: Mapping[str, Any], published: object) -> str:
    if data["what"] == What.CREATE:
        return _("Request %(reference)s made") % {"reference": data["reference"]}
    return _("Answer of the web service “%(name)s”") % {"name": data["name"]}


def _failed(data: Mapping[str, Any], published: object) -> str:
    return _("Not done: %(what)s. %(why)s") % {"what": named(data), "why": data["error"]}


STORIES.register(Story(DONE, _done))
STORIES.register(Story(FAILED, _failed))
