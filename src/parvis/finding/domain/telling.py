"""What people read for the values that every case has, in the active language."""

from django.utils.translation import gettext as _

from parvis.cases.data import Channel, Kind


def kind_words(kind: Kind) -> str:
    """A stage in words."""
    return {
        Kind.OPEN: _("To handle"),
        Kind.WAITING: _("Waiting for the person"),
        Kind.DECIDED: _("Decided"),
        Kind.CLOSED: _("Closed"),
    }[kind]


def channel_words(channel: Channel) -> str:
    """How a request came, in words."""
    return {
        Channel.WEB: _("Website"),
        Channel.PHONE: _("Telephone"),
        Channel.COUNTER: _("Counter"),
        Channel.POST: _("Post"),
        Channel.MAIL: _("E-mail"),
        Channel.API: _("Programme"),
    }[channel]
