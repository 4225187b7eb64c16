"""A passage: the open requests and drafts of a procedure, brought to one of its revisions by a designer."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data
from parvis.revising.data import ItemState, State


@personal_data(wall="actor", eraser="parvis.revising.domain.erasing.erase_service")
class Passage(Record):
    """Who brings what where. mapping: statuses of before that the workflow has no more, each with the one that takes
    its place; back_of: the passage that this one brings back, each request to the revision that it had.
    """

    organisation_id = models.UUIDField()
    case_type = models.ForeignKey("cases.CaseType", on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, related_name="+")
    back_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=State.LOOKING)
    language = models.CharField(max_length=5, default="fr")
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="revising_passage_state"
            ),
            # of two designers, or two clicks, one looks or moves
            models.UniqueConstraint(
                fields=["case_type"],
                condition=models.Q(state__in=[State.LOOKING, State.RUNNING, State.STOPPED]),
                name="revising_passage_one_at_once",
            ),
        ]
        indexes = [models.Index(fields=["case_type", "-id"], name="revising_passage_type")]

    def __str__(self) -> str:
        return f"{self.case_type_id} {self.state}"


@personal_data(wall="actor", eraser="parvis.cases.domain.erasure.erase_case")
class Item(Record):
    """A request or a draft as it was looked at; it goes with it. Neither answers nor names: what would differ, by id.

    group: the effects as one key; effects: "kind:id"; revision: the one that it had; status: where it stood when it was
    moved; reason: why it was left as it is.
    """

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="items")
    organisation_id = models.UUIDField()
    wall_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    draft_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=14, blank=True)
    revision = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=64)
    effects = models.JSONField(default=list)
    status = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=9, default=ItemState.SEEN)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["passage", "case_id"], name="revising_item_case_once"),
            models.UniqueConstraint(fields=["passage", "draft_id"], name="revising_item_draft_once"),
            models.CheckConstraint(
                condition=models.Q(case_id__isnull=True, draft_id__isnull=False, wall_id__isnull=True)
                | models.Q(case_id__isnull=False, draft_id__isnull=True, wall_id__isnull=False),
                name="revising_item_case_or_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in ItemState]), name="revising_item_state"
            ),
        ]
        indexes = [
            models.Index(fields=["passage", "state", "id"], name="revising_item_state_of"),
            models.Index(fields=["passage", "group"], name="revising_item_group"),
            models.Index(fields=["case_id"], name="revising_item_case"),
            models.Index(fields=["draft_id"], name="revising_item_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.reference or self.draft_id} {self.state}"
