"""Trials and remarks: of the organisation's designers; a link's secret opens its trial, its draft, and adds remarks."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, TOKEN, Only, Policy, actor_is

_ID = models.UUIDField(default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
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
_HELD = f"{TOKEN} and revoked_at is null and until >= (now() at time zone 'Europe/Paris')::date"
_TRIED = f"exists (select from trials_trial t where t.draft_id = studio_draft.id and t.{_HELD})"  # noqa: S608 - constants
# a remark of who holds the link, and no more of them than anybody reads
_SAID = (
    "exists (select from trials_trial t where t.id = trials_remark.trial_id and t.draft_id = trials_remark.draft_id"  # noqa: S608
    f" and t.organisation_id = trials_remark.organisation_id and t.{_HELD})"
    " and state = 'new' and answer = '' and trials_room(trial_id)"
)
ROOM = """
    create function trials_room(sought uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select count(*) < 500 from (select from public.trials_remark where trial_id = sought limit 500) as found
    $$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0004_no_inviter"), ("studio", "0005_despite")]

    operations = [
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("name", models.CharField(max_length=120)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("until", models.DateField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                (
                    "draft",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="studio.draft"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("draft_id", models.UUIDField()),
                ("element", models.CharField(blank=True, max_length=60)),
                ("text", models.CharField(max_length=2000)),
                ("at", models.DateTimeField()),
                ("state", models.CharField(default="new", max_length=8)),
                ("answer", models.CharField(blank=True, max_length=2000)),
                (
                    "trial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="remarks", to="trials.trial"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["draft_id", "-id"], name="trials_remark_draft")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["new", "read", "done"])), name="trials_remark_state"
                    )
                ],
            },
        ),
        migrations.RunSQL(ROOM, "drop function trials_room"),
        Policy("trials_trial", "designed", using=_DESIGNS),
        Policy("trials_trial", "held", using=_HELD, command="select"),
        Policy("trials_remark", "designed", using=_DESIGNS),
        Policy("trials_remark", "said", using=_SAID, command="insert"),
        Policy("studio_draft", "tried", using=_TRIED, command="select"),
        Only("trials_trial", update=("revoked_at",), may=("insert", "delete")),
        Only("trials_remark", update=("state", "answer"), may=("insert", "delete")),
    ]
