"""The law's clock of a case: its law as on receipt, silence that was told and carried out, decisions born of silence."""

from django.db import migrations, models

from parvis.kernel.walls import Columns

SILENT = models.Q(closed_at=None, silence_done_on=None, law__isnull=False)

# A resident moves no date, but by an answer that ends what was awaited of them: then the law's clock goes on.
RESIDENT = """
    create or replace function cases_resident_moves() returns trigger language plpgsql as $$
    begin
        if old.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{{}}')::uuid[])
           or current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return new;
        end if;
        if new.version <> old.version + 1
           or (new.due_on, new.last_day, new.silence_on, new.silence_effect)
              is distinct from (old.due_on, old.last_day, old.silence_on, old.silence_effect){answers}
           or (new.retain_until is distinct from old.retain_until and not (
               old.closed_at is null and new.closed_at is not null
               and new.retain_until > (new.closed_at at time zone 'Europe/Paris')::date))
           or (new.assignee_id is not null and new.assignee_id is distinct from old.assignee_id)
           or (new.department_id, new.assignee_id, new.assignee_name)
              is distinct from (old.department_id, old.assignee_id, old.assignee_name) and new.status = old.status
           or (new.kind = 'decided' and old.kind <> 'decided')
           or (old.kind in ('decided', 'closed')
               and (new.status, new.kind, new.closed_at) is distinct from (old.status, old.kind, old.closed_at))
        then
            raise exception 'a resident may not change this' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
"""
ANSWERS = """
              and not (old.kind = 'waiting' and new.kind = 'open')"""

# Of what was warned of, and what had its effect, a resident changes nothing either.
STATES = """
    create or replace function cases_resident_states() returns trigger language plpgsql as $$
    begin
        if old.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{{}}')::uuid[])
           or current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return new;
        end if;
        if (new.complete_on, new.posted_on, new.ending_told_at{new})
           is distinct from (old.complete_on, old.posted_on, old.ending_told_at{old}){told}
           or (new.proposed, new.proposer_id) is distinct from (old.proposed, old.proposer_id)
              and (new.proposed <> '' or new.proposer_id is not null)
        then
            raise exception 'a resident may not change this' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
"""
SAID = {
    "new": ", new.silence_done_on",
    "old": ", old.silence_done_on",
    # a date that moves is to be warned of anew
    "told": """
           or new.silence_told_on is distinct from old.silence_told_on and new.silence_told_on is not null""",
}

# What the timers ask, ids alone: silences that are due, and those that come near and of which nobody was warned.
DOORS = [
    """
    create function cases_silences_due(before date, most int)
    returns table (id uuid, wall_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select found.id, found.wall_id from public.cases_case as found
         where current_setting('parvis.actor', true) = 'timer'
           and found.closed_at is null and found.silence_done_on is null and found.law is not null
           and found.silence_on <= before
         order by found.silence_on limit most
    $$
    """,
    """
    create function cases_silences_to_warn(before date, most int)
    returns table (id uuid, wall_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select found.id, found.wall_id from public.cases_case as found
         where current_setting('parvis.actor', true) = 'timer'
           and found.closed_at is null and found.silence_done_on is null and found.law is not null
           and found.silence_told_on is null
           and found.silence_on <= before
         order by found.silence_on limit most
    $$
    """,
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0035_open_covered")]

    operations = [
        migrations.AddField("Case", "law", models.JSONField(null=True)),
        migrations.AddField("Case", "silence_told_on", models.DateField(null=True)),
        migrations.AddField("Case", "silence_done_on", models.DateField(null=True)),
        migrations.AddField("Decision", "implied", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "Decision",
            models.CheckConstraint(
                condition=models.Q(implied=False)
                | models.Q(outcome="accepted", number__isnull=True, decided_by__isnull=True),
                name="cases_decision_implied",
            ),
        ),
        migrations.AddIndex("Case", models.Index(fields=["silence_on"], condition=SILENT, name="cases_case_silent")),
        migrations.AddIndex(
            "Case",
            models.Index(
                fields=["silence_on"], condition=SILENT & models.Q(silence_told_on=None), name="cases_case_to_warn"
            ),
        ),
        Columns("cases_case", update=("silence_told_on", "silence_done_on")),
        migrations.RunSQL(
            [RESIDENT.format(answers=ANSWERS), STATES.format(**SAID), *DOORS],
            reverse_sql=[
                "drop function cases_silences_to_warn",
                "drop function cases_silences_due",
                STATES.format(new="", old="", told=""),
                RESIDENT.format(answers=""),
            ],
        ),
    ]
