"""What one side of a case asks or proposes, and what comes of it: corrections, visits, decisions to confirm."""

from django.db import models

from parvis.cases.data import Audience, TurnKind, TurnState
from parvis.cases.models.case import Case
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Turn(Record):
    """One thing asked or proposed. `asked` and `answered` are those of its kind (`cases.domain.turns`).

    audience: a proposed decision is for agents alone. by_day: until when an answer is awaited. starts_at: the moment
    of a visit that was chosen. Corrections are answered through the door `cases_mend` alone, which keeps the old
    answers in `answered`; the row goes with its case (the foreign key cascades in the database).
    """

    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, related_name="turns", db_constraint=False)
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in TurnKind])
    audience = models.CharField(max_length=6, choices=[(audience.value, audience.value) for audience in Audience])
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in TurnState], default=TurnState.OPEN
    )
    asked = models.JSONField(default=dict)
    answered = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    asked_by_name = models.CharField(max_length=200, blank=True)
    by_day = models.DateField(null=True)
    starts_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=models.Q(state=TurnState.OPEN), name="cases_turn_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=TurnKind.PROPOSAL, audience=Audience.AGENTS)
                | ~models.Q(kind=TurnKind.PROPOSAL) & models.Q(audience=Audience.ALL),
                name="cases_turn_proposals_inside",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=TurnKind.VISIT, starts_at__isnull=False, state__in=TurnState.chosen())
                | models.Q(starts_at__isnull=True) & ~models.Q(state__in=[TurnState.CONFIRMED]),
                name="cases_turn_visit_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="cases_turn_case"),
            models.Index(
                fields=["starts_at"],
                condition=models.Q(state=TurnState.CONFIRMED, reminded_at=None),
                name="cases_turn_remind",
            ),
            # what came back to the agent, of each wall
            models.Index(
                fields=["wall_id", "case"],
                condition=models.Q(
                    kind__in=[TurnKind.CORRECTION, TurnKind.PROPOSAL],
                    state__in=[TurnState.ANSWERED, TurnState.RETURNED],
                ),
                name="cases_turn_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
