"""The case: one request, followed to its end."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from parvis.cases.data import Channel
from parvis.cases.models.case_type import CaseType, Revision
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data
from parvis.workflows.data import Kind

_OPEN = models.Q(closed_at=None)
_SILENT = _OPEN & models.Q(silence_done_on=None, law__isnull=False)


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Case(Record):
    """A request behind its wall. `version` grows with every write; a write that names an older one is refused.

    reference_key: the reference as it is looked up. draft_id: the submission that made it: one case each.
    last_day and silence_on: the last day to answer and the day from which no answer has its effect; none while nobody
    can say. law: the délai and its effect as they were on receipt, whatever the authority confirms since; null of cases
    of before it was kept. silence_told_on, silence_done_on: the `silence_on` of which agents were warned (null
    again once it moves), and the one that had its effect.
    second_elements: what the person must say beside the reference to find the case without an account.
    complete_on, posted_on: days that agents state. ending_told_at: when the end of what was granted was recalled.
    renews_id: the case that this one renews.
    proposed, proposer_id: the outcome that waits for somebody's confirmation, and who may not confirm it.
    shared: others were invited to follow it; holder: name and e-mail address of who took it over, who is told of it
    instead of who the answers name.
    past: it had ended elsewhere when it was taken over: no act of ours can be undone.
    former: answers that its revision asks for no more, each with the one that reads it (`domain.former`).
    """

    reference = models.CharField(max_length=14)
    reference_key = models.CharField(max_length=10, unique=True)
    wall_id = models.UUIDField()
    organisation_id = models.UUIDField()
    subject_id = models.UUIDField()
    mandate_id = models.UUIDField(null=True)
    draft_id = models.UUIDField(null=True, unique=True)
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    department_id = models.UUIDField()
    assignee_id = models.UUIDField(null=True)
    assignee_name = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    channel = models.CharField(max_length=10, choices=[(channel.value, channel.value) for channel in Channel])
    language = models.CharField(max_length=5, default="fr")
    title = models.CharField(max_length=300, blank=True)
    answers = models.JSONField()
    former = models.JSONField(default=list, db_default=[])
    answers_digest = models.CharField(max_length=64)
    answers_salt = models.BinaryField(max_length=16)
    #: for each topic, the channels on which the person wants to be told; empty: the first that reaches them
    told_by = models.JSONField(default=dict)
    second_elements = ArrayField(models.CharField(max_length=254), default=list)
    submitted_at = models.DateTimeField()
    received_on = models.DateField()
    due_on = models.DateField(null=True)
    last_day = models.DateField(null=True)
    silence_on = models.DateField(null=True)
    silence_effect = models.CharField(max_length=12, blank=True)
    law = models.JSONField(null=True)
    silence_told_on = models.DateField(null=True)
    silence_done_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    retain_until = models.DateField(null=True)
    complete_on = models.DateField(null=True)
    posted_on = models.DateField(null=True)
    ending_told_at = models.DateTimeField(null=True)
    renews_id = models.UUIDField(null=True)
    proposed = models.CharField(max_length=10, blank=True, default="")
    proposer_id = models.UUIDField(null=True)
    shared = models.BooleanField(default=False, db_default=False)
    holder = models.JSONField(null=True)
    past = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[Kind.OPEN, Kind.WAITING], closed_at__isnull=True)
                | models.Q(kind__in=[Kind.DECIDED, Kind.CLOSED], closed_at__isnull=False),
                name="cases_case_closed_when_final",
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True, silence_on__isnull=True, silence_effect="")
                | models.Q(last_day__isnull=False, silence_on__gt=models.F("last_day"))
                & models.Q(silence_effect__in=["acceptance", "refusal"]),
                name="cases_case_silence_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(posted_on__isnull=True) | models.Q(posted_on__gte=models.F("received_on")),
                name="cases_case_posted_after_receipt",
            ),
        ]
        indexes = [
            models.Index(fields=["wall_id", "kind", "due_on", "id"], name="cases_case_due"),
            # `include`: what the policies look at, so that who walks or counts along these need not read the cases
            models.Index(fields=["wall_id", "-id"], include=["subject_id"], name="cases_case_newest"),
            # the orders of agents' lists (ADR 11): open cases by each of these, all and ended ones by time and type
            models.Index(
                fields=["wall_id", "due_on", "id"],
                include=["subject_id"],
                condition=_OPEN,
                name="cases_case_open_due",
            ),
            models.Index(
                fields=["wall_id", "received_on", "id"],
                include=["subject_id"],
                condition=_OPEN,
                name="cases_case_open_received",
            ),
            models.Index(
                fields=["wall_id", "status", "id"],
                include=["subject_id"],
                condition=_OPEN,
                name="cases_case_open_status",
            ),
            models.Index(
                fields=["wall_id", "department_id", "id"],
                include=["subject_id"],
                condition=_OPEN,
                name="cases_case_open_department",
            ),
            models.Index(
                fields=["wall_id", "assignee_id", "id"],
                include=["subject_id"],
                condition=_OPEN,
                name="cases_case_open_assignee",
            ),
            models.Index(
                fields=["wall_id", "case_type", "id"],
                include=["subject_id"],
                condition=_OPEN,
                name="cases_case_open_type",
            ),
            models.Index(
                fields=["wall_id", "channel", "id"],
                include=["subject_id"],
                condition=_OPEN,
                name="cases_case_open_channel",
            ),
            # what somebody has by the day on which it is due; what nobody has, by department (`workload`)
            models.Index(
                fields=["wall_id", "assignee_id", "due_on"],
                include=["subject_id", "id", "kind"],
                condition=_OPEN,
                name="cases_case_open_load",
            ),
            models.Index(
                fields=["wall_id", "department_id", "id"],
                include=["subject_id", "received_on", "due_on"],
                condition=_OPEN & models.Q(assignee_id=None),
                name="cases_case_pile",
            ),
            models.Index(fields=["wall_id", "received_on", "id"], include=["subject_id"], name="cases_case_received"),
            models.Index(fields=["wall_id", "case_type", "id"], include=["subject_id"], name="cases_case_type"),
            models.Index(
                fields=["wall_id", "closed_at", "id"],
                include=["subject_id"],
                condition=models.Q(closed_at__isnull=False),
                name="cases_case_ended",
            ),
            models.Index(fields=["wall_id", "assignee_id", "-id"], name="cases_case_assignee"),
            models.Index(
                fields=["wall_id", "channel", "received_on", "id"], include=["subject_id"], name="cases_case_channel"
            ),
            models.Index(fields=["wall_id", "status", "id"], include=["subject_id"], name="cases_case_status"),
            models.Index(
                fields=["wall_id", "department_id", "id"], include=["subject_id"], name="cases_case_department"
            ),
            models.Index(fields=["subject_id", "-id"], name="cases_case_subject"),
            GinIndex(fields=["second_elements"], name="cases_case_elements"),
            models.Index(fields=["silence_on"], condition=models.Q(closed_at=None), name="cases_case_silence"),
            # what the timers ask: the next silences to carry out, and those to warn of, however many cases there are
            models.Index(fields=["silence_on"], condition=_SILENT, name="cases_case_silent"),
            models.Index(
                fields=["silence_on"], condition=_SILENT & models.Q(silence_told_on=None), name="cases_case_to_warn"
            ),
            models.Index(fields=["renews_id"], condition=models.Q(renews_id__isnull=False), name="cases_case_renews"),
            models.Index(
                fields=["wall_id", "retain_until", "id"],
                condition=models.Q(retain_until__isnull=False),
                name="cases_case_retained",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
