"""A person who ends their own request also sets until when it is kept: with its end, and not before that day."""

from django.db import migrations, models

FUNCTION = """
    create or replace function cases_resident_moves() returns trigger language plpgsql as $$
    begin
        if old.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{{}}')::uuid[])
           or current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return new;
        end if;
        if new.version <> old.version + 1
           or (new.due_on, new.last_day, new.silence_on, new.silence_effect)
              is distinct from (old.due_on, old.last_day, old.silence_on, old.silence_effect)
           or {kept}
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
NEVER = "new.retain_until is distinct from old.retain_until"
WITH_THE_END = f"""({NEVER} and not (
               old.closed_at is null and new.closed_at is not null
               and new.retain_until > (new.closed_at at time zone 'Europe/Paris')::date))"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_revoking")]

    operations = [
        migrations.RunSQL(FUNCTION.format(kept=WITH_THE_END), reverse_sql=FUNCTION.format(kept=NEVER)),
        # what is due, oldest first, for the data protection officer
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["wall_id", "retain_until", "id"],
                condition=models.Q(retain_until__isnull=False),
                name="cases_case_retained",
            ),
        ),
    ]
