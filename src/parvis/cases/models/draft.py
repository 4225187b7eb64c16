"""A request being filled in."""

from django.db import models

from parvis.cases.models.case_type import CaseType, Revision
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="token", eraser="parvis.cases.domain.erasure.erase_draft")
class Draft(Record):
    """Answers on their way, opened by a secret (token_hash: its SHA-256 in hexadecimal) or by the person's account.

    It keeps the revision that it was begun with until it is moved to a newer one (`domain.revising`). Once submitted
    it keeps no answer, only what it became: submitting it again leads to the same case.
    renews_id: the case that it renews; a trigger checks that whoever begins the draft has that case.
    prefilled: who or what answered some questions before the person did (`prefills`), {} for nobody. claim_until:
    nobody has taken it yet who was sent the link; the timer forgets it then.
    shared: somebody was invited to write it, too (`sharing`).
    former: answers that its revision asks for no more, as in `Case`; revised: what a move to another revision asks of
    its person, who is told on its pages ({}: it was never moved).
    received_on: the day on which the paper, the call or the person came, where an agent enters for them (`channel`).
    """

    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    token_hash = models.CharField(max_length=64, default="", blank=True)
    person_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=5, default="fr")
    answers = models.JSONField(default=dict)
    page = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    case_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    renews_id = models.UUIDField(null=True)
    received_on = models.DateField(null=True)
    prefilled = models.JSONField(default=dict)
    claim_until = models.DateTimeField(null=True)
    shared = models.BooleanField(default=False)
    former = models.JSONField(default=list, db_default=[])
    revised = models.JSONField(default=dict, db_default={})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(token_hash__regex="^[0-9a-f]{64}$")  # noqa: S106 - a pattern, no secret
                | models.Q(person_id__isnull=False, token_hash=""),
                name="cases_draft_has_a_key",
            ),
            models.CheckConstraint(
                condition=models.Q(case_id__isnull=True, subject_id__isnull=True)
                | models.Q(case_id__isnull=False, subject_id__isnull=False, answers={}),
                name="cases_draft_submitted_keeps_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(received_on__isnull=True) | ~models.Q(channel="web"),
                name="cases_draft_received_is_entered",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "-id"], name="cases_draft_person"),
            models.Index(fields=["token_hash"], name="cases_draft_token"),
            models.Index(fields=["saved_at"], name="cases_draft_age"),
            models.Index(
                fields=["claim_until"], condition=models.Q(claim_until__isnull=False), name="cases_draft_unclaimed"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
