"""A case lent across its wall for some days: the grant, and what it opens of the case and of all that goes with it.

Policies are added beside those that stand: permissive ones open what any of them opens.
"""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.cases.lent import granted
from parvis.kernel.walls import PERSON, SUBJECTS, WALLS, Only, Policy

_WALLS_SET = "(select coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])::uuid[]"
TO_WALLS = f"to_wall_id = any({_WALLS_SET})"
OF_THE_CASE = (
    "exists (select from cases_case as found where found.id = cases_grant.case_id"
    " and found.wall_id = cases_grant.wall_id and found.subject_id = cases_grant.subject_id)"
)

POLICIES = [
    # Both sides and the person concerned see it; who lends makes it, of a case that lies behind their own wall (a case
    # that was lent is not lent on); either side ends it.
    Policy("cases_grant", "seen", using=f"{WALLS} or {TO_WALLS} or {SUBJECTS}", command="select"),
    Policy("cases_grant", "made", using=f"{WALLS} and ended_at is null and {OF_THE_CASE}", command="insert"),
    Policy(
        "cases_grant",
        "ended",
        using=f"ended_at is null and ({WALLS} or {TO_WALLS})",
        check=f"ended_at is not null and ({WALLS} or {TO_WALLS})",
        command="update",
    ),
    Only("cases_grant", update=("ended_at", "ended_by", "ender_name")),
    Policy("cases_case", "lent_seen", using=granted("id"), command="select"),
    Policy("cases_case", "lent_moved", using=granted("id"), command="update"),
]
_GOES_WITH_IT = ("cases_timelineentry", "cases_message", "cases_decision", "cases_turn", "cases_licence")
POLICIES += [Policy(table, "lent_seen", using=granted(), command="select") for table in _GOES_WITH_IT]


def _its_own(table: str) -> str:
    """What is added goes with the case: it lies behind its wall, about its person."""
    return (
        f"exists (select from cases_case as found where found.id = {table}.case_id"
        f" and found.wall_id = {table}.wall_id and found.subject_id = {table}.subject_id)"
    )


POLICIES += [
    Policy(table, "lent_made", using=f"{granted()} and {_its_own(table)}", command="insert")
    for table in _GOES_WITH_IT[:4]
]
POLICIES += [
    Policy("cases_licence", "lent_made", using=granted(), command="insert"),
    Policy("cases_message", "lent_read", using=granted(), command="update"),
    Policy("cases_turn", "lent_answered", using=granted(), command="update"),
    Policy("documents_document", "lent_read", using=granted(), command="select"),
    Policy("documents_document", "lent_ask", using=granted(), command="insert"),
    Policy(
        "files_storedfile",
        "lent_read",
        using="id = any((select cases_granted_files())::uuid[])",
        command="select",
    ),
    Policy("notifications_mail", "lent_queue", using=granted(), command="insert"),
    Policy("notifications_textmessage", "lent_queue", using=granted(), command="insert"),
    # Who opens a lent case is written down on both sides.
    Policy(
        "access_consultation",
        "lent_look",
        using=f"{PERSON} and kind = 'case' and {granted('object_id')}",
        command="insert",
    ),
]

DOORS = [
    """
    create function cases_granted() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select coalesce(array_agg(lent.case_id), '{}') from public.cases_grant as lent
         where lent.to_wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
           and lent.ended_at is null and lent.since <= statement_timestamp() and lent.until > statement_timestamp()
    $$
    """,
    # The files of a lent case: those of its documents, and those that its answers name, where they are its own.
    """
    create function cases_granted_files() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        with lent as (
            select found.id, found.wall_id, found.subject_id, found.answers from public.cases_case as found
             where found.id = any(public.cases_granted())
        )
        select coalesce(array_agg(file.id), '{}') from lent
          join public.files_storedfile as file on file.wall_id = lent.wall_id and file.subject_id = lent.subject_id
         where file.id in (select paper.file_id from public.documents_document as paper where paper.case_id = lent.id)
            or file.id::text in (
               select named #>> '{}'
                 from jsonb_path_query(lent.answers, 'lax $.**.id ? (@.type() == "string")') as named
            )
    $$
    """,
]
BACK = ["drop function cases_granted_files", "drop function cases_granted"]

GUARDS = [
    # A grant goes with its case, by whatever door that is erased.
    "alter table cases_grant add constraint cases_grant_of_its_case"
    " foreign key (case_id) references cases_case (id) on delete cascade",
    # Nothing is lent to a wall of the same organisation (that is a transfer) or to one that is none.
    """
    create function cases_grant_elsewhere() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
        if not exists (
            select from public.access_wall as to_wall, public.access_wall as own
             where to_wall.id = new.to_wall_id and own.id = new.wall_id
               and to_wall.organisation_id = new.to_organisation_id
               and to_wall.organisation_id <> own.organisation_id and to_wall.sphere = own.sphere
        ) then
            raise exception 'a case is lent to the same sphere of another organisation'
                using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger cases_grant_elsewhere before insert on cases_grant"
    " for each row execute function cases_grant_elsewhere()",
    # What residents may not do, agents to whom the case is lent may.
    "drop trigger cases_case_resident on cases_case",
    "create trigger cases_case_resident before update on cases_case"
    " for each row when (not (old.id = any(cases_granted()))) execute function cases_resident_moves()",
    "drop trigger cases_case_states on cases_case",
    "create trigger cases_case_states before update on cases_case"
    " for each row when (not (old.id = any(cases_granted()))) execute function cases_resident_states()",
]
GUARDS_BACK = [
    "drop trigger cases_case_states on cases_case",
    "create trigger cases_case_states before update on cases_case"
    " for each row execute function cases_resident_states()",
    "drop trigger cases_case_resident on cases_case",
    "create trigger cases_case_resident before update on cases_case"
    " for each row execute function cases_resident_moves()",
    "drop function cases_grant_elsewhere cascade",
]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_cards"),
        ("access", "0003_lately"),
        ("documents", "0001_initial"),
        ("files", "0001_initial"),
        ("notifications", "0002_channels"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("to_wall_id", models.UUIDField()),
                ("to_organisation_id", models.UUIDField()),
                ("to_department_id", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("reason", models.TextField()),
                ("decides", models.BooleanField(default=False)),
                ("given_by", models.UUIDField(null=True)),
                ("giver_name", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ender_name", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["to_wall_id", "until"], name="cases_grant_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case",), name="cases_grant_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))), name="cases_grant_dated"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wall_id", models.F("to_wall_id")), _negated=True),
                        name="cases_grant_elsewhere",
                    ),
                ],
            },
        ),
        migrations.RunSQL(DOORS, reverse_sql=BACK),
        *POLICIES,
        migrations.RunSQL(GUARDS, reverse_sql=GUARDS_BACK),
    ]
