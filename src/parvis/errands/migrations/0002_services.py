"""Web services of organisations: administrators keep them, the worker who calls them reads them."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import Only, Policy, actor_is

_HERE = (
    "organisation_id in (select w.organisation_id from access_wall w where w.id = "
    "any((select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]))"
)
_ADMINISTERED = f"{actor_is('administrator')} and {_HERE}"
_CALLED = f"{actor_is('worker')} and {_HERE}"


class Migration(migrations.Migration):
    dependencies = [("errands", "0001_errands"), ("access", "0004_no_inviter")]

    operations = [
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("code", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=80)),
                ("url", models.CharField(max_length=500)),
                ("secret", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "code"), name="errands_service_code")
                ],
            },
        ),
        Policy("errands_service", "administered", using=_ADMINISTERED),
        Policy("errands_service", "called", using=_CALLED, command="select"),
        Only("errands_service", may=("insert", "delete"), update=("name", "url", "secret", "changed_at")),
    ]
