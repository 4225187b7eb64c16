"""One text to a mobile phone."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data
from parvis.notifications.data import MailState, TextView


@personal_data(wall="wall_id", eraser="parvis.notifications.domain.erasing.erase_subject")
class TextMessage(Record):
    """A text, seen behind its wall. Its words are forgotten once the gateway has it; `gateway_id` is its name there."""

    wall_id = models.UUIDField(editable=False)
    subject_id = models.UUIDField(null=True, editable=False)
    case_id = models.UUIDField(null=True, editable=False)
    template = models.CharField(max_length=100)
    language = models.CharField(max_length=5)
    to = models.CharField(max_length=16)
    text = models.TextField(blank=True)
    segments = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, default=MailState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    maybe_twice = models.BooleanField(default=False)
    last_error = models.TextField(blank=True)
    gateway_id = models.CharField(max_length=200, blank=True)
    queued_at = models.DateTimeField()
    #: not before; while sending: since when
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notifications_text_state", condition=models.Q(state__in=[state.value for state in MailState])
            ),
            models.CheckConstraint(name="notifications_text_to", condition=models.Q(to__regex=r"^\+[1-9][0-9]{5,14}$")),
        ]
        indexes = [
            models.Index(
                name="notifications_text_due", fields=["due_at"], condition=models.Q(state__in=["queued", "sending"])
            ),
            models.Index(name="notifications_text_by_case", fields=["case_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.to}"

    def view(self) -> TextView:
        """What callers may know of it."""
        return TextView(
            id=self.id,
            template=self.template,
            to=self.to,
            state=MailState(self.state),
            attempts=self.attempts,
            maybe_twice=self.maybe_twice,
            last_error=self.last_error,
            queued_at=self.queued_at,
            sent_at=self.sent_at,
            delivered_at=self.delivered_at,
        )
