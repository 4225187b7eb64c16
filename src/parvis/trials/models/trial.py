"""A trial of a draft, and what those who tried it said."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data, personal_data
from parvis.trials.data import State


@personal_data(wall="actor", eraser="parvis.trials.domain.erasing.erase_service")
class Trial(Record):
    """A link that opens a draft as it stands, until a day. token_hash: SHA-256 of the secret in the link. It goes with
    the draft: a published or abandoned one is tried no more.
    """

    organisation_id = models.UUIDField()
    draft = models.ForeignKey("studio.Draft", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    until = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


@no_personal_data("what people say of a form: nobody's name is asked, nothing of their answers is kept")
class Remark(Record):
    """What somebody said of a page (`element`: its id) or of a question. Nothing of what they answered is kept."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="remarks")
    organisation_id = models.UUIDField()
    draft_id = models.UUIDField()
    element = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default=State.NEW)
    answer = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="trials_remark_state"
            )
        ]
        indexes = [models.Index(fields=["draft_id", "-id"], name="trials_remark_draft")]

    def __str__(self) -> str:
        return self.text[:40]
