"""What is said with a step goes with its approval: kept as it was asked, never changed; another form, another approval."""

from django.db import migrations, models

GUARDS = [
    # What is approved of a case under one definition of its workflow says nothing of what another one does.
    """
    create trigger opinions_moved_on after update of revision_id on cases_case for each row
      when (new.revision_id is distinct from old.revision_id) execute function opinions_corrected()
    """,
]
# What was asked before held nothing of what would be said: it is asked anew, in full.
OVERTAKEN = """
    update opinions_approval set state = 'overtaken', ended_at = statement_timestamp()
     where state in ('awaited', 'approved')
"""


class Migration(migrations.Migration):
    dependencies = [("opinions", "0003_who_answers")]

    operations = [
        migrations.AddField("approval", "proposal", models.JSONField(default=dict)),
        migrations.RunSQL(GUARDS, ["drop trigger opinions_moved_on on cases_case"]),
        migrations.RunSQL(OVERTAKEN, migrations.RunSQL.noop),
    ]
