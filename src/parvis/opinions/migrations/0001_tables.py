"""What was asked of experts, their links, approvals and delegations: the tables."""

import django.db.models.deletion
from django.contrib.postgres import fields as postgres
from django.db import migrations, models

import parvis.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("transition", models.CharField(max_length=60)),
                ("levels", models.JSONField()),
                ("level", models.PositiveSmallIntegerField(default=0)),
                (
                    "rights",
                    postgres.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None),
                ),
                ("department_id", models.UUIDField(null=True)),
                ("words", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaited", "awaited"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("taken", "taken"),
                            ("overtaken", "overtaken"),
                        ],
                        default="awaited",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.UUIDField(null=True)),
                ("asker_name", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case_id", "id"], name="opinions_approval_case"),
                    models.Index(
                        condition=models.Q(("state", "awaited")),
                        fields=["wall_id", "id"],
                        name="opinions_approval_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "awaited",
                                    "approved",
                                ],
                            )
                        ),
                        fields=("case_id", "transition"),
                        name="opinions_approval_one_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("to_person_id", models.UUIDField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("given_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["to_person_id", "last_day"], name="opinions_delegation_to")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))), name="opinions_delegation_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_person_id", models.F("person_id")), _negated=True),
                        name="opinions_delegation_other",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("reference", models.CharField(max_length=14)),
                ("about", models.CharField(max_length=400)),
                ("to_wall_id", models.UUIDField(null=True)),
                ("to_organisation_id", models.UUIDField(null=True)),
                ("to_department_id", models.UUIDField(null=True)),
                ("to_person_id", models.UUIDField(null=True)),
                ("to_email", models.CharField(blank=True, max_length=254)),
                ("to_name", models.CharField(max_length=200)),
                ("label", models.CharField(max_length=200)),
                ("language", models.CharField(default="fr", max_length=5)),
                ("rule", models.CharField(blank=True, max_length=60)),
                ("clock", models.CharField(blank=True, max_length=60)),
                ("told", models.CharField(default="nothing", max_length=10)),
                ("silence", models.CharField(default="none", max_length=12)),
                ("confidential", models.BooleanField(default=False)),
                ("words", models.TextField()),
                ("yes_no", models.JSONField(default=list)),
                ("shown", models.JSONField(default=list)),
                (
                    "files",
                    postgres.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("previous_id", models.UUIDField(null=True)),
                ("quoted", models.JSONField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.UUIDField(null=True)),
                ("asker_name", models.CharField(blank=True, max_length=200)),
                ("due_on", models.DateField()),
                ("open_until", models.DateTimeField()),
                ("remind_on", models.DateField()),
                ("reminded_on", models.DateField(null=True)),
                ("chased_on", models.DateField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaited", "awaited"),
                            ("silent", "silent"),
                            ("given", "given"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="awaited",
                        max_length=10,
                    ),
                ),
                ("favour", models.CharField(blank=True, default="", max_length=12)),
                ("reply", models.TextField(blank=True, default="")),
                ("replies", models.JSONField(default=dict)),
                ("reply_files", models.JSONField(default=list)),
                ("late", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ender_name", models.CharField(blank=True, default="", max_length=200)),
                ("noted_at", models.DateTimeField(null=True)),
                ("handed", models.JSONField(default=list)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case_id", "id"], name="opinions_opinion_case"),
                    models.Index(
                        condition=models.Q(("state__in", ["awaited", "silent"])),
                        fields=["to_wall_id", "due_on"],
                        name="opinions_opinion_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "awaited")),
                        fields=["remind_on"],
                        name="opinions_opinion_remind",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["awaited", "silent"])),
                        fields=["due_on"],
                        name="opinions_opinion_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to_email", ""), ("to_wall_id__isnull", False)),
                            models.Q(
                                models.Q(("to_email", ""), _negated=True),
                                ("to_person_id__isnull", True),
                                ("to_wall_id__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="opinions_opinion_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    ["awaited", "silent"],
                                ),
                                ("ended_at", None),
                                ("favour", ""),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state", "given"),
                                models.Q(("favour", ""), _negated=True),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("favour", ""),
                                (
                                    "state__in",
                                    ["declined", "withdrawn"],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="opinions_opinion_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("email", models.CharField(max_length=254)),
                ("language", models.CharField(default="fr", max_length=5)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, default="", max_length=12)),
                (
                    "opinion",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="links",
                        to="opinions.opinion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("level", models.PositiveSmallIntegerField()),
                ("person_id", models.UUIDField()),
                ("name", models.CharField(max_length=200)),
                ("instead_id", models.UUIDField(null=True)),
                ("instead_name", models.CharField(blank=True, default="", max_length=200)),
                ("instead", models.CharField(blank=True, default="", max_length=10)),
                ("approves", models.BooleanField()),
                ("reason", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                (
                    "approval",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="votes",
                        to="opinions.approval",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("token_hash", models.CharField(max_length=64)),
                ("code_hash", models.CharField(max_length=64)),
                ("code_expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "link",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="devices",
                        to="opinions.link",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["token_hash"], name="opinions_device_token")],
                "constraints": [models.UniqueConstraint(fields=("link", "token_hash"), name="opinions_device_once")],
            },
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["opinion"], name="opinions_link_opinion"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(fields=("approval", "person_id"), name="opinions_vote_once"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("instead_id__isnull", False)),
                fields=("approval", "instead_id"),
                name="opinions_vote_once_for_each",
            ),
        ),
    ]
