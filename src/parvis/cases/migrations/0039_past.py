"""Which cases had ended elsewhere when they were taken over: there is no act of ours to end."""

from django.db import migrations, models

# those that are there say so in their timeline
SAID = """
    update cases_case as c set past = true
      from cases_timelineentry as e
     where e.case_id = c.id and e.kind = 'brought_in' and c.closed_at is not null
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0038_by_channel")]
    operations = [
        migrations.AddField("case", "past", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(SAID, reverse_sql=migrations.RunSQL.noop),
    ]
