"""A run: one act on many cases, asked for by one agent."""

from django.db import models

from parvis.bulk.data import RunState
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.bulk.domain.erasing.erase_person")
class Run(Record):
    """Who asked for what. It gives no right: each case is done with what they may do at that moment.

    address, chosen: the query of all that match, or what was ticked, `[id, version]` as it was confirmed;
    organisation_id: the site's, where it was asked on an organisation's own; options: of the act, forgotten once the
    run is over; title: what it does, in words.
    """

    person_id = models.UUIDField(editable=False)
    organisation_id = models.UUIDField(null=True, editable=False)
    act = models.CharField(max_length=20)
    title = models.CharField(max_length=500)
    address = models.TextField(blank=True, max_length=16_000)
    chosen = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    back = models.TextField(blank=True, max_length=16_000)
    language = models.CharField(max_length=5, default="fr")
    state = models.CharField(max_length=8, default=RunState.ASKED)
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in RunState]), name="bulk_run_state"
            )
        ]
        indexes = [models.Index(fields=["person_id", "-id"], name="bulk_run_person")]

    def __str__(self) -> str:
        return self.title
