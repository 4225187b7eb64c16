"""Erasures that were asked for, behind the wall of whom they concern; those that were done stay as they were."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import WALLS, Only, Policy

KEPT = [
    """
    create function privacy_erasure_kept() returns trigger language plpgsql as $$
    begin
        if old.state = 'done' and (tg_op = 'DELETE' or (new.state, new.rows, new.held, new.ended_at, new.asked_by)
                                   is distinct from (old.state, old.rows, old.held, old.ended_at, old.asked_by)) then
            raise exception 'an erasure that was done stays written' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger privacy_erasure_kept before update or delete on privacy_erasure"
    " for each row execute function privacy_erasure_kept()",
]


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("batch_id", models.UUIDField()),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField(null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[("request", "Request"), ("objection", "Objection"), ("unlawful", "Unlawful")],
                        max_length=10,
                    ),
                ),
                ("asked_by", models.UUIDField(null=True)),
                ("asker_name", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("rows", models.JSONField(default=dict)),
                ("held", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("salt", models.BinaryField(max_length=16)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__isnull", False), ("state", "done"))
                        | models.Q(("state", "done"), _negated=True),
                        name="privacy_erasure_done_ends",
                    )
                ],
                "indexes": [
                    models.Index(fields=["wall_id", "-id"], name="privacy_erasure_latest"),
                    models.Index(fields=["batch_id"], name="privacy_erasure_batch"),
                ],
            },
        ),
        Policy("privacy_erasure", "within", using=WALLS),
        Only("privacy_erasure", update=("state", "rows", "held", "ended_at", "subject_id")),
        migrations.RunSQL(KEPT, "drop function privacy_erasure_kept cascade"),
    ]
