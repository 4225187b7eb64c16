"""The events of opinions and approvals, by their public names."""

from django.utils.translation import gettext_lazy as _

from parvis.webhooks.registry import EVENTS, Event

for one in (
    Event("opinion_asked", "case.opinion.asked", _("An opinion was asked for"), "Somebody else is consulted."),
    Event("opinion_given", "case.opinion.given", _("An opinion was given"), "In time or late."),
    Event("opinion_silent", "case.opinion.silent", _("No opinion came in time"), "Silence says what the law says."),
    Event("opinion_declined", "case.opinion.declined", _("No opinion will come"), "Who was asked gives none."),
    Event("opinion_handed", "case.opinion.handed", _("An opinion was handed to a colleague"), "Of the same body."),
    Event("opinion_released", "case.opinion.withdrawn", _("An opinion is no longer asked for"), "It was withdrawn."),
    Event("approval_asked", "case.approval.asked", _("An approval was asked for"), "A step waits for its levels."),
    Event("approval_given", "case.approval.given", _("A level approved"), "The next one sees it."),
    Event("approval_refused", "case.approval.refused", _("An approval was refused"), "With its reason."),
    Event(
        "approval_withdrawn", "case.approval.withdrawn", _("An approval is no longer asked for"), "It was withdrawn."
    ),
):
    EVENTS.register(one)
