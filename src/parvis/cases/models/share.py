"""Who writes a draft beside its owner, and what each of them changed."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.cases.domain.sharing.erase_person")
class Share(Record):
    """One person invited to write a draft, or to follow a request that was sent: by a link to their address, which they
    prove by a code sent there.

    invite_hash: SHA-256 of the link's secret, "" once it was used; code_hash: of the code, until `code_until`, tried
    `tries` times. owner_email: where the owner is told. token_hash, person_id: the browser or the account that writes
    from then on. told_at: when this person was last told of changes, owner_told_at: the owner of theirs. The row goes
    with its draft or its case (foreign keys cascade).
    Of a request that was sent: its wall and key; takes_over: the person becomes its holder, and who was it stays as a
    guest (`stays`) or not. Whoever accepted is a guest of the same id (`access.models.Guest`).
    """

    draft = models.ForeignKey(
        "cases.Draft", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, null=True
    )
    case_id = models.UUIDField(null=True)
    wall_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    takes_over = models.BooleanField(default=False)
    stays = models.BooleanField(default=False)
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=5)
    invited_by = models.CharField(max_length=120)
    owner_email = models.CharField(max_length=254, default="", blank=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    invite_hash = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=64, default="", blank=True)
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120, default="", blank=True)
    token_hash = models.CharField(max_length=64, default="", blank=True)
    person_id = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    owner_told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["draft"], name="cases_share_draft"),
            models.Index(fields=["case_id"], name="cases_share_case"),
            models.Index(fields=["person_id"], name="cases_share_person"),
            models.Index(fields=["token_hash"], name="cases_share_token"),
            models.Index(fields=["invite_hash"], name="cases_share_invite"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id or self.case_id} {self.invited_at:%Y-%m-%d}"


@personal_data(wall="actor", eraser="parvis.cases.domain.erasure.erase_draft")
class DraftChange(Record):
    """What somebody changed in a draft that several write. share_id: by which they write it, none for its owner.
    version: of the draft before; before: what stood there, so that a page drawn earlier takes nothing back.
    """

    draft = models.ForeignKey("cases.Draft", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    share_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    before = models.JSONField()

    @property
    def fields(self) -> list[str]:
        """The questions that were answered anew."""
        return list(self.before)

    class Meta:
        indexes = [models.Index(fields=["draft", "-id"], name="cases_draftchange_draft")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.at:%Y-%m-%d %H:%M}"
