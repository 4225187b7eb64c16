"""E-mails that wait, left, or failed."""

from parvis.notifications.models.mail import Mail

__all__ = ["Mail"]
