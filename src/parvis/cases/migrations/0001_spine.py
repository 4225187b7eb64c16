"""Tables of the spine: case types, drafts, cases, timeline, messages, decisions, counters."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CaseType",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("slug", models.SlugField(max_length=80)),
                ("sphere", models.CharField(max_length=30)),
                ("shared", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("series", models.CharField(max_length=60)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "series", "year"), name="cases_counter_one_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("definition", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                (
                    "case_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="cases.casetype"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("token_hash", models.CharField(blank=True, default="", max_length=64)),
                ("person_id", models.UUIDField(null=True)),
                ("channel", models.CharField(max_length=10)),
                ("language", models.CharField(default="fr", max_length=5)),
                ("answers", models.JSONField(default=dict)),
                ("page", models.CharField(blank=True, max_length=60)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("case_id", models.UUIDField(null=True)),
                ("subject_id", models.UUIDField(null=True)),
                (
                    "case_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casetype"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.revision"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="casetype",
            name="published",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.revision"
            ),
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=14)),
                ("reference_key", models.CharField(max_length=10, unique=True)),
                ("wall_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("mandate_id", models.UUIDField(null=True)),
                ("draft_id", models.UUIDField(null=True, unique=True)),
                ("department_id", models.UUIDField()),
                ("assignee_id", models.UUIDField(null=True)),
                ("assignee_name", models.CharField(blank=True, max_length=200)),
                ("status", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("waiting", "waiting"),
                            ("decided", "decided"),
                            ("closed", "closed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "web"),
                            ("phone", "phone"),
                            ("counter", "counter"),
                            ("post", "post"),
                            ("mail", "mail"),
                            ("api", "api"),
                        ],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(default="fr", max_length=5)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("answers", models.JSONField()),
                ("answers_digest", models.CharField(max_length=64)),
                ("answers_salt", models.BinaryField(max_length=16)),
                (
                    "second_elements",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=254), default=list, size=None
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
                ("received_on", models.DateField()),
                ("due_on", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
                ("silence_on", models.DateField(null=True)),
                ("silence_effect", models.CharField(blank=True, max_length=12)),
                ("closed_at", models.DateTimeField(null=True)),
                ("retain_until", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "case_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casetype"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.revision"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TimelineEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=30)),
                ("audience", models.CharField(choices=[("all", "all"), ("agents", "agents")], max_length=6)),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.CharField(blank=True, max_length=200)),
                ("data", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField()),
                ("salt", models.BinaryField(max_length=16)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="timeline", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
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
                (
                    "outcome",
                    models.CharField(
                        choices=[("accepted", "accepted"), ("refused", "refused"), ("closed", "closed")], max_length=10
                    ),
                ),
                ("series", models.CharField(blank=True, max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField(null=True)),
                ("grounds", models.JSONField(default=list)),
                ("text", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decider_name", models.CharField(blank=True, max_length=200)),
                ("decider_quality", models.CharField(blank=True, max_length=200)),
                ("by_delegation", models.BooleanField(default=False)),
                ("salt", models.BinaryField(max_length=16)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decision", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("organisation_id", "series", "year", "number"),
                        name="cases_decision_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__isnull", True), ("outcome", "closed"), ("series", "")),
                            models.Q(("number__gte", 1), ("outcome__in", ["accepted", "refused"]), ("series__gt", "")),
                            _connector="OR",
                        ),
                        name="cases_decision_numbered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handling",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("wall_id", models.UUIDField()),
                ("silence", models.JSONField(null=True)),
                (
                    "case_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handlings", to="cases.casetype"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case_type", "organisation_id"), name="cases_handling_one_each"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Licence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("limit_id", models.CharField(max_length=60)),
                ("year", models.PositiveSmallIntegerField()),
                ("rna", models.CharField(blank=True, max_length=10)),
                ("siren", models.CharField(blank=True, max_length=9)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="licences", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation_id", "rna"], name="cases_licence_rna"),
                    models.Index(fields=["organisation_id", "siren"], name="cases_licence_siren"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "limit_id"), name="cases_licence_one_each"),
                    models.CheckConstraint(
                        condition=models.Q(("rna", ""), ("siren", ""), _negated=True),
                        name="cases_licence_names_an_association",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                (
                    "direction",
                    models.CharField(
                        choices=[("to_resident", "to_resident"), ("to_administration", "to_administration")],
                        max_length=20,
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("body", models.TextField()),
                ("at", models.DateTimeField()),
                ("author_id", models.UUIDField(null=True)),
                ("author_name", models.CharField(blank=True, max_length=200)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "id"], name="cases_message_case")],
            },
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("case_type", "number"), name="cases_revision_number"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="cases_revision_from_one"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["person_id", "-id"], name="cases_draft_person"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["token_hash"], name="cases_draft_token"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["saved_at"], name="cases_draft_age"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("token_hash__regex", "^[0-9a-f]{64}$"),
                    models.Q(("person_id__isnull", False), ("token_hash", "")),
                    _connector="OR",
                ),
                name="cases_draft_has_a_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case_id__isnull", True), ("subject_id__isnull", True)),
                    models.Q(("answers", {}), ("case_id__isnull", False), ("subject_id__isnull", False)),
                    _connector="OR",
                ),
                name="cases_draft_submitted_keeps_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="casetype",
            constraint=models.UniqueConstraint(fields=("organisation_id", "slug"), name="cases_casetype_slug"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["wall_id", "kind", "due_on", "id"], name="cases_case_due"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["wall_id", "-id"], name="cases_case_newest"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["wall_id", "assignee_id", "-id"], name="cases_case_assignee"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["subject_id", "-id"], name="cases_case_subject"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["silence_on"], name="cases_case_silence"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("kind__in", ["open", "waiting"])),
                    models.Q(("closed_at__isnull", False), ("kind__in", ["decided", "closed"])),
                    _connector="OR",
                ),
                name="cases_case_closed_when_final",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("last_day__isnull", True), ("silence_effect", ""), ("silence_on__isnull", True)),
                    models.Q(
                        ("last_day__isnull", False),
                        ("silence_on__gt", models.F("last_day")),
                        ("silence_effect__in", ["acceptance", "refusal"]),
                    ),
                    _connector="OR",
                ),
                name="cases_case_silence_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="timelineentry",
            index=models.Index(fields=["case", "id"], name="cases_timeline_case"),
        ),
    ]
