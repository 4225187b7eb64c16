"""Whoever brought a case to where another agent has to look at it never decides it, whoever writes."""

from django.db import migrations

GUARD = [
    """
    create function cases_apart() returns trigger language plpgsql as $$
    begin
        if exists (select from public.cases_case as found
                    where found.id = new.case_id and found.proposed = '' and found.proposer_id = new.decided_by)
        then
            raise exception 'decided by who brought it here' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger cases_decision_apart before insert on cases_decision for each row execute function cases_apart()",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0031_intake")]
    operations = [migrations.RunSQL(GUARD, "drop function cases_apart cascade")]
