"""The last letter to an account: it is closed, and how what goes on is followed without it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from parvis.identity.api import Letter, letter
from parvis.territory.api import sites


@letter("account_closed")
def closed(context: Mapping[str, Any]) -> Letter:
    """`at`: when (aware); `becomes`: privacy.domain.closing.Prospect."""
    becomes = context["becomes"]
    at = formats.date_format(timezone.localtime(context["at"]), "DATETIME_FORMAT")
    said = [_("Your account was closed on %(at)s, as you asked. It does not come back.") % {"at": at}]
    if becomes.ongoing:
        said.append(
            _("These requests go on: %(references)s. You follow them with their reference and what you gave with them.")
            % {"references": ", ".join(item.reference for item in becomes.ongoing)}
        )
    if becomes.kept:
        said.append(
            _("The law keeps these for now: %(references)s.")
            % {"references": ", ".join(item.reference for item in becomes.kept)}
        )
    said.append(_("If it was not you, write to your town hall at once."))
    follow = sites.url(sites.territory(), reverse("cases:track"))
    return Letter(
        _("Your account is closed"),
        tuple(said),
        action=_("Follow a request") if becomes.ongoing else "",
        url=follow if becomes.ongoing else "",
    )
