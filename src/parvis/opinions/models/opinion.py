"""An opinion that was asked of somebody about a case."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data
from parvis.opinions.data import State

_WAITS = models.Q(state__in=[State.AWAITED, State.SILENT])


@personal_data(wall="wall_id", eraser="parvis.opinions.domain.erasing.erase_case")
class Opinion(Record):
    """One question to one expert, and the answer. Behind the case's wall (`wall_id`), and opened to who is asked:
    agents of `to_wall_id`, or the devices of a link, until `open_until`.

    shown: the parts of the case that the expert sees, as they were when asked (they see nothing else of it); files:
    which of its files. rule: of the definition; clock: the consultation of the law's clock that it is. to_name: whom
    one asked, in words; label: the same for everybody who reads the case. round, quoted: of a further round, what the
    one before was answered. noted_at: when the case's timeline got the answer. handed: from whom to whom,
    each time, and when.
    """

    case_id = models.UUIDField()
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    organisation_id = models.UUIDField()
    reference = models.CharField(max_length=14)
    about = models.CharField(max_length=400)
    to_wall_id = models.UUIDField(null=True)
    to_organisation_id = models.UUIDField(null=True)
    to_department_id = models.UUIDField(null=True)
    to_person_id = models.UUIDField(null=True)
    to_email = models.CharField(max_length=254, blank=True)
    to_name = models.CharField(max_length=200)
    label = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="fr")
    rule = models.CharField(max_length=60, blank=True)
    clock = models.CharField(max_length=60, blank=True)
    told = models.CharField(max_length=10, default="nothing")
    silence = models.CharField(max_length=12, default="none")
    confidential = models.BooleanField(default=False)
    words = models.TextField()
    yes_no = models.JSONField(default=list)
    shown = models.JSONField(default=list)
    files = ArrayField(models.UUIDField(), default=list)
    round = models.PositiveSmallIntegerField(default=1)
    previous_id = models.UUIDField(null=True)
    quoted = models.JSONField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    asker_name = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    open_until = models.DateTimeField()
    remind_on = models.DateField()
    reminded_on = models.DateField(null=True)
    chased_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State], default=State.AWAITED)
    favour = models.CharField(max_length=12, blank=True, default="")
    reply = models.TextField(blank=True, default="")
    replies = models.JSONField(default=dict)
    reply_files = models.JSONField(default=list)
    late = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ender_name = models.CharField(max_length=200, blank=True, default="")
    noted_at = models.DateTimeField(null=True)
    handed = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_email="", to_wall_id__isnull=False)
                | ~models.Q(to_email="") & models.Q(to_wall_id__isnull=True, to_person_id__isnull=True),
                name="opinions_opinion_of_one",
            ),
            models.CheckConstraint(
                condition=_WAITS & models.Q(favour="", ended_at=None)
                | models.Q(state=State.GIVEN, ended_at__isnull=False) & ~models.Q(favour="")
                | models.Q(state__in=[State.DECLINED, State.WITHDRAWN], favour="", ended_at__isnull=False),
                name="opinions_opinion_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["case_id", "id"], name="opinions_opinion_case"),
            models.Index(fields=["to_wall_id", "due_on"], condition=_WAITS, name="opinions_opinion_waiting"),
            # the filters of lists
            models.Index(fields=["wall_id", "asked_by"], condition=_WAITS, name="opinions_opinion_listed"),
            # what the timer asks, however many were asked in all
            models.Index(fields=["remind_on"], condition=models.Q(state=State.AWAITED), name="opinions_opinion_remind"),
            models.Index(fields=["due_on"], condition=_WAITS, name="opinions_opinion_due"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.due_on:%Y-%m-%d}"

    @property
    def waits(self) -> bool:
        return State(self.state).waits
