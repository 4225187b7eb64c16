"""Cards that wardens check by their number, and the door through which the public asks of one."""

import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import WALLS, Only, Policy

# A door for the actor "verifier": whether a card of that organisation holds, where, until when; and whether a plate
# that the asker read on the vehicle is its own. The plate itself never leaves, nor does any name.
DOOR = """
    create function cases_card_public(organisation uuid, asked text, typed text)
    returns table (number varchar, zone varchar, valid_from date, valid_until date, cancelled_at timestamptz,
                   same boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select card.number, card.zone, card.valid_from, card.valid_until, card.cancelled_at, card.plate = typed
          from public.cases_card as card
         where card.organisation_id = organisation and card.number = asked
           and current_setting('parvis.actor', true) = 'verifier'
    $$
"""

GUARDS = [
    "alter table cases_card add constraint cases_card_case_fk foreign key (case_id)"
    " references cases_case (id) on delete cascade deferrable initially deferred",
    """
    create function cases_card_kept() returns trigger language plpgsql as $$
    begin
        if old.cancelled_at is not null then
            raise exception 'what was cancelled stays cancelled' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
    """,
    "create trigger cases_card_kept before update on cases_card for each row execute function cases_card_kept()",
]

OF_THE_CASE = (
    "exists (select from cases_case as found where found.id = cases_card.case_id"
    " and found.wall_id = cases_card.wall_id and found.subject_id = cases_card.subject_id)"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_stocks")]

    operations = [
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("number", models.CharField(max_length=30)),
                ("plate", models.CharField(max_length=40)),
                ("zone", models.CharField(max_length=200)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cards",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case"], name="cases_card_case")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "number"), name="cases_card_number"),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("valid_from"))), name="cases_card_valid_period"
                    ),
                ],
            },
        ),
        Policy("cases_card", "seen", using=WALLS, command="select"),
        Policy("cases_card", "made", using=f"{WALLS} and {OF_THE_CASE}", command="insert"),
        Policy("cases_card", "ended", using=WALLS, command="update"),
        Only("cases_card", update=("cancelled_at",)),
        migrations.RunSQL(
            [*GUARDS, DOOR], reverse_sql=["drop function cases_card_public", "drop function cases_card_kept cascade"]
        ),
    ]
