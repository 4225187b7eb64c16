"""A copy of several people's or requests' things is opened by whoever opens every one of them, not by one alone.

A browser may follow requests of several people (a shared computer, a helper): who opens one of these only must not
find, in that person's copies, the others. The worker who erases or expires still finds every copy that one is in.
"""

from django.db import migrations

from parvis.kernel.walls import SUBJECTS, Policy, actor_is

_ACTING = "(select coalesce(nullif(current_setting('parvis.subjects', true), ''), '{}')::uuid[])::uuid[]"
OF_ALL = f"subjects <@ {_ACTING} and cardinality(subjects) > 0"

OLD = Policy("cases_copy", "own", using=SUBJECTS)


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_lent_effects")]

    operations = [
        migrations.RunSQL('drop policy "own" on cases_copy', reverse_sql=OLD.sql),
        Policy("cases_copy", "own", using=f"{SUBJECTS} and {OF_ALL}"),
        Policy("cases_copy", "worker", using=f"{actor_is('worker')} and subjects && {_ACTING}"),
    ]
