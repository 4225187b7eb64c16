"""Keys that organisations recognise, packages that were kept."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import Only, Policy, actor_is

_ID = models.UUIDField(default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)

# as in the studio: a service designer of the organisation, on its own site
_HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)
_DESIGNER = (
    "organisation_id in (select m.organisation_id from access_membership m where m.person_id ="
    " (select nullif(current_setting('parvis.person', true), '')::uuid) and m.role = 'service_designer'"
    " and m.since <= (now() at time zone 'Europe/Paris')::date"
    " and (m.until is null or m.until >= (now() at time zone 'Europe/Paris')::date))"
)
_DESIGNS = f"{actor_is('designer')} and {_HERE} and {_DESIGNER}"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0005_overseen"), ("studio", "0005_despite")]

    operations = [
        migrations.CreateModel(
            name="Signer",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("key", models.CharField(max_length=43)),
                ("name", models.CharField(max_length=200)),
                ("by_id", models.UUIDField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "key"), name="packages_signer_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", _ID.clone()),
                ("organisation_id", models.UUIDField()),
                ("draft_id", models.UUIDField()),
                ("slug", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("key", models.CharField(blank=True, max_length=43)),
                ("standing", models.CharField(max_length=10)),
                ("maker", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("by_id", models.UUIDField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("salt", models.BinaryField(max_length=16)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation_id", "-at"], name="packages_arrival_latest")],
            },
        ),
        Policy("packages_signer", "designed", using=_DESIGNS),
        Only("packages_signer", update=("name",), may=("insert", "delete")),
        Policy("packages_arrival", "designed", using=_DESIGNS),
        Only("packages_arrival"),
    ]
