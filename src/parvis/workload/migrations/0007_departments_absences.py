"""An absence is written by the person, or by a supervisor of their department: no more by any of the organisation."""

from django.db import migrations

from parvis.kernel.walls import Policy

_TODAY = "(now() at time zone 'Europe/Paris')::date"
# A membership that names no department is one of all of them: of the supervisor as of the person.
OVERSEEN = (
    "exists (select from access_membership m where m.person_id ="  # noqa: S608 - no value of anybody's
    " (select nullif(current_setting('parvis.person', true), '')::uuid)"
    " and m.organisation_id = workload_absence.organisation_id and m.role = 'supervisor'"
    f" and m.since <= {_TODAY} and (m.until is null or m.until >= {_TODAY})"
    " and (m.department_id is null or exists (select from access_colleague c"
    " where c.person_id = workload_absence.person_id and c.organisation_id = m.organisation_id"
    f" and c.role in ('agent', 'supervisor') and c.since <= {_TODAY} and (c.until is null or c.until >= {_TODAY})"
    " and (c.department_id is null or c.department_id = m.department_id))))"
)


class Migration(migrations.Migration):
    dependencies = [("workload", "0006_late_untold")]
    operations = [
        migrations.RunSQL('drop policy "overseen" on "workload_absence"', migrations.RunSQL.noop),
        Policy("workload_absence", "overseen", using=OVERSEEN),
    ]
