"""The plain post office: Django's mail, once the transaction has committed."""

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from parvis.identity.data import Mail
from parvis.identity.registry import PostOffice, post_offices


def post(mail: Mail) -> None:
    """Send `mail` after the commit, so that a rolled back sign-up writes to nobody."""
    message = EmailMultiAlternatives(mail.subject, mail.text, None, [mail.to])
    message.attach_alternative(mail.html, "text/html")
    transaction.on_commit(message.send)


post_offices.register(PostOffice("smtp", post))
