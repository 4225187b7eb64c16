"""The demonstration's gateway: texts lie in the outbox beside the e-mails; nothing leaves the machine."""

from parvis.notifications.domain import outbox
from parvis.notifications.registry import Gateway, Outgoing, gateways


def send(text: Outgoing) -> str:
    """Put a text into the outbox, under its id: a second time replaces the first."""
    outbox.keep_text(text.id, to=text.to, text=text.text)
    return text.id.hex


gateways.register(Gateway("simulator", send))
