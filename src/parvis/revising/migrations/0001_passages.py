"""Passages and what became of each request: seen by designers of the organisation, worked on by the reviser."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, Only, Policy, actor_is

_ID = models.UUIDField(default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
_PLAIN = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}
_HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)
_DESIGNER = (
    f"organisation_id in (select m.organisation_id from access_membership m where m.{PERSON}"  # noqa: S608 - constants
    " and m.role = 'service_designer' and m.since <= (now() at time zone 'Europe/Paris')::date"
    " and (m.until is null or m.until >= (now() at time zone 'Europe/Paris')::date))"
)
_DESIGNS = f"{actor_is('designer')} and {_HERE} and {_DESIGNER}"
_WORKS = actor_is("reviser")


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0004_no_inviter"), ("cases", "0045_revising")]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("mapping", models.JSONField(default=dict)),
                ("state", models.CharField(default="looking", max_length=8)),
                ("language", models.CharField(default="fr", max_length=5)),
                ("by_id", models.UUIDField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "back_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="revising.passage",
                    ),
                ),
                ("case_type", models.ForeignKey(to="cases.casetype", **_PLAIN)),
                ("to", models.ForeignKey(to="cases.revision", **_PLAIN)),
            ],
            options={
                "indexes": [models.Index(fields=["case_type", "-id"], name="revising_passage_type")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["looking", "looked", "running", "stopped", "done"])),
                        name="revising_passage_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["looking", "running", "stopped"])),
                        fields=("case_type",),
                        name="revising_passage_one_at_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("wall_id", models.UUIDField(null=True)),
                ("case_id", models.UUIDField(null=True)),
                ("draft_id", models.UUIDField(null=True)),
                ("reference", models.CharField(blank=True, max_length=14)),
                ("group", models.CharField(max_length=64)),
                ("effects", models.JSONField(default=list)),
                ("status", models.CharField(blank=True, max_length=60)),
                ("state", models.CharField(default="seen", max_length=9)),
                ("reason", models.CharField(blank=True, max_length=20)),
                (
                    "passage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="revising.passage"
                    ),
                ),
                ("revision", models.ForeignKey(to="cases.revision", **_PLAIN)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["passage", "state", "id"], name="revising_item_state_of"),
                    models.Index(fields=["passage", "group"], name="revising_item_group"),
                    models.Index(fields=["case_id"], name="revising_item_case"),
                    models.Index(fields=["draft_id"], name="revising_item_draft"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("passage", "case_id"), name="revising_item_case_once"),
                    models.UniqueConstraint(fields=("passage", "draft_id"), name="revising_item_draft_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case_id__isnull", True), ("draft_id__isnull", False), ("wall_id__isnull", True)
                        )
                        | models.Q(("case_id__isnull", False), ("draft_id__isnull", True), ("wall_id__isnull", False)),
                        name="revising_item_case_or_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["seen", "waiting", "done", "unchanged", "refused"])),
                        name="revising_item_state",
                    ),
                ],
            },
        ),
        Policy("revising_passage", "designed", using=_DESIGNS),
        Policy("revising_passage", "worked", using=_WORKS),
        Policy("revising_item", "designed", using=_DESIGNS),
        Policy("revising_item", "worked", using=_WORKS),
        Only("revising_passage", update=("mapping", "state", "asked_at", "ended_at"), may=("insert", "delete")),
        Only("revising_item", update=("state", "reason", "status"), may=("insert", "delete")),
        migrations.RunSQL(
            [
                "alter table revising_item add constraint revising_item_case_fk foreign key (case_id)"
                " references cases_case (id) on delete cascade",
                "alter table revising_item add constraint revising_item_draft_fk foreign key (draft_id)"
                " references cases_draft (id) on delete cascade",
            ],
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
