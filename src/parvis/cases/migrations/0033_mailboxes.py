"""What departments' mailboxes are to be told of: collected, so that a mass transfer is one e-mail."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import WALLS, Only, Policy, actor_is

_WORKER = f"{actor_is('worker')} and {WALLS}"
_STALE = f"{actor_is('timer')} and told_at < now() - interval '7 days'"
# Whose mailbox waits, and behind which walls that lies: for the timer.
DOOR = """
create function cases_mailboxes_waiting() returns table (department_id uuid, walls uuid[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select n.department_id, array_agg(distinct n.wall_id) from public.cases_mailboxnotice n
   where n.told_at is null and current_setting('parvis.actor', true) = 'timer'
   group by n.department_id limit 5000;
end
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_four_eyes")]

    operations = [
        migrations.CreateModel(
            name="MailboxNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField(editable=False)),
                ("department_id", models.UUIDField(editable=False)),
                ("what", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at", None)),
                        fields=["department_id", "id"],
                        name="cases_mailbox_waits",
                    ),
                    models.Index(
                        condition=models.Q(("told_at__isnull", False)),
                        fields=["department_id", "told_at"],
                        name="cases_mailbox_told",
                    ),
                    models.Index(fields=["case"], name="cases_mailbox_case"),
                ],
            },
        ),
        Policy("cases_mailboxnotice", "told", using=_WORKER),
        Policy("cases_mailboxnotice", "stale", using=_STALE, command="select"),
        Policy("cases_mailboxnotice", "forgotten", using=_STALE, command="delete"),
        Only("cases_mailboxnotice", may=("insert", "delete"), update=("told_at",)),
        migrations.RunSQL(
            [
                "alter table cases_mailboxnotice add constraint cases_mailbox_case_goes"
                " foreign key (case_id) references cases_case (id) on delete cascade",
                DOOR,
            ],
            ["drop function cases_mailboxes_waiting"],
        ),
    ]
