"""Why a request cannot be given to somebody, asked alike however it is chosen to whom."""

from django.utils.translation import gettext as _

from parvis.cases.data import Foreseen


def refusal(case: Foreseen, *, also: bool) -> str:
    """In the active language; "" where it can be. also: those that somebody follows already."""
    if case.lent:
        return _("It is another organisation’s: act on its own page")
    if case.closed:
        return _("It is finished: nobody has to follow it any more")
    if not case.assigns or not case.handles:
        return _("You may not assign it")
    if case.assignee_id and not also:
        return _("Somebody follows it already")
    return ""
