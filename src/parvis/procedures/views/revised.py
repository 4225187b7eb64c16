"""A draft that was brought to a newer form while its person was away: what they are told of it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parvis.procedures.views.openings import Filling

#: effects that ask something of the person
_ASKING = ("asked", "refused", "failed")


def told(filling: Filling) -> str:
    """That the form is another one, and what it asks anew; "" for a draft that was never moved."""
    said = filling.loaded.draft.revised
    if not said:
        return ""
    labels = {
        item.id: item.label.into(filling.language)
        for page in filling.form.definition.pages
        for section in page.sections
        for item in section.items
    }
    names = [one.partition(":") for one in said["effects"]]
    asked = [labels[name] for kind, _colon, name in names if kind in _ASKING and name in labels]
    words = _("This form was changed since you began; what you answered is kept.")
    if not asked:
        return words
    return words + " " + _("Asked of you now: %(questions)s.") % {"questions": ", ".join(dict.fromkeys(asked))}


def elsewise(request: HttpRequest, filling: Filling) -> bool:
    """Whether the page that was sent was drawn from another form than the draft has now."""
    seen = request.POST.get("revision", "")
    return bool(seen) and seen != str(filling.loaded.draft.revision_id)


def overtaken() -> str:
    """What is said where it was."""
    return _("Not sent: the form was changed meanwhile. Look at your answers once more, then send them.")
