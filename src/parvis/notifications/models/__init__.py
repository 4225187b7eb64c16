"""Models of `notifications`."""

from parvis.notifications.models.mail import Mail
from parvis.notifications.models.preference import Preference
from parvis.notifications.models.text_message import TextMessage

__all__ = ["Mail", "Preference", "TextMessage"]
