"""The words that a territory avoids."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import Only, Policy, actor_is

# as in the first migration: a service designer of the organisation, on its own site
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
    dependencies = [("studio", "0003_origin")]

    operations = [
        migrations.CreateModel(
            name="Vocabulary",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField(unique=True)),
                ("terms", models.JSONField(default=list)),
                ("spared", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        # a group's words are read by the designers of its communes
        Policy("studio_vocabulary", "read", using=actor_is("designer"), command="select"),
        Policy("studio_vocabulary", "added", using=_DESIGNS, command="insert"),
        Policy("studio_vocabulary", "changed", using=_DESIGNS, command="update"),
        Only("studio_vocabulary", update=("terms", "spared", "changed_at")),
    ]
