"""One e-mail."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data
from parvis.notifications.data import MailState, MailView


@personal_data(wall="wall_id", eraser="parvis.notifications.domain.erasing.erase_subject")
class Mail(Record):
    """An e-mail: seen behind its wall. Those of sign-in have no wall: only the worker sees them."""

    wall_id = models.UUIDField(null=True, editable=False)
    subject_id = models.UUIDField(null=True, editable=False)
    case_id = models.UUIDField(null=True, editable=False)
    template = models.CharField(max_length=100)
    language = models.CharField(max_length=5)
    sender_name = models.CharField(max_length=200, blank=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    #: ids of stored files
    attachments = models.JSONField(default=list)
    #: where one says, by one click, that one wants no more of its kind (RFC 8058)
    unsubscribe = models.CharField(max_length=500, blank=True, default="")
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=8, default=MailState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    maybe_twice = models.BooleanField(default=False)
    last_error = models.TextField(blank=True)
    queued_at = models.DateTimeField()
    #: not before; while sending: since when
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notifications_mail_state", condition=models.Q(state__in=[state.value for state in MailState])
            ),
            models.CheckConstraint(
                name="notifications_no_header_injection",
                condition=~models.Q(subject__regex=r"[\r\n]") & ~models.Q(to__regex=r"[\r\n]"),
            ),
        ]
        indexes = [
            models.Index(
                name="notifications_due", fields=["due_at"], condition=models.Q(state__in=["queued", "sending"])
            ),
            models.Index(
                name="notifications_failed", fields=["wall_id", "queued_at"], condition=models.Q(state="failed")
            ),
            models.Index(name="notifications_by_case", fields=["case_id"]),
        ]

    def __str__(self) -> str:
        return self.subject

    def view(self) -> MailView:
        """What callers may know of it."""
        return MailView(
            id=self.id,
            template=self.template,
            to=self.to,
            subject=self.subject,
            state=MailState(self.state),
            attempts=self.attempts,
            maybe_twice=self.maybe_twice,
            last_error=self.last_error,
            queued_at=self.queued_at,
            sent_at=self.sent_at,
        )
