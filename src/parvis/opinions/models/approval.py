"""Approvals asked before a step of a case, level after level, and who gave them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data
from parvis.opinions.data import ApprovalState


@personal_data(wall="wall_id", eraser="parvis.opinions.domain.erasing.erase_case")
class Approval(Record):
    """One step of one case that has to be approved. levels: as the definition said them when it was asked, each with
    its department; level: the one whose turn it is; rights, department_id: who fills it. proposal: what is to be said
    with the step (`cases.registry.Proposal`), which approving it approves; nothing changes it.
    """

    case_id = models.UUIDField()
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    organisation_id = models.UUIDField()
    transition = models.CharField(max_length=60)
    levels = models.JSONField()
    level = models.PositiveSmallIntegerField(default=0)
    rights = ArrayField(models.CharField(max_length=40), default=list)
    department_id = models.UUIDField(null=True)
    words = models.TextField(blank=True)
    proposal = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in ApprovalState], default=ApprovalState.AWAITED
    )
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    asker_name = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "transition"],
                condition=models.Q(state__in=[ApprovalState.AWAITED, ApprovalState.APPROVED]),
                name="opinions_approval_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["case_id", "id"], name="opinions_approval_case"),
            models.Index(
                fields=["wall_id", "id"],
                condition=models.Q(state=ApprovalState.AWAITED),
                name="opinions_approval_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.transition} {self.state}"


@personal_data(wall="wall_id", eraser="parvis.opinions.domain.erasing.erase_case")
class Vote(Record):
    """What one person said at one level: nobody twice, nobody to what they asked for (triggers say the same).

    instead_id, instead: for whom, and why ("delegation", "absence"), where somebody acts in another's place.
    """

    approval = models.ForeignKey(Approval, on_delete=models.DO_NOTHING, db_constraint=False, related_name="votes")
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    level = models.PositiveSmallIntegerField()
    person_id = models.UUIDField()
    name = models.CharField(max_length=200)
    instead_id = models.UUIDField(null=True)
    instead_name = models.CharField(max_length=200, blank=True, default="")
    instead = models.CharField(max_length=10, blank=True, default="")
    approves = models.BooleanField()
    reason = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "person_id"], name="opinions_vote_once"),
            models.UniqueConstraint(
                fields=["approval", "instead_id"],
                condition=models.Q(instead_id__isnull=False),
                name="opinions_vote_once_for_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.approves}"
