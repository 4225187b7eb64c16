"""Acts that no longer hold: a dated line beside them; cards that a newer one follows."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import WALLS, Columns, Only, Policy

KEPT = [
    """
    create function cases_notice_kept() returns trigger language plpgsql as $$
    begin
        raise exception 'what was said of a published act stays' using errcode = 'insufficient_privilege';
    end $$
    """,
    "create trigger cases_notice_kept before update or delete on cases_actnotice"
    " for each row execute function cases_notice_kept()",
]

OF_AN_ACT = (
    "exists (select from cases_publishedact as act where act.organisation_id = cases_actnotice.organisation_id"
    " and act.number = cases_actnotice.number and act.published_at is not null)"
)

DROP = "drop function cases_card_public"
DOOR = """
    create function cases_card_public(organisation uuid, asked text, typed text)
    returns table (number varchar, zone varchar, valid_from date, valid_until date, cancelled_at timestamptz,
                   {column}same boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select card.number, card.zone, card.valid_from, card.valid_until, card.cancelled_at, {read}card.plate = typed
          from public.cases_card as card
         where card.organisation_id = organisation and card.number = asked
           and current_setting('parvis.actor', true) = 'verifier'
    $$
"""
BEFORE = DOOR.format(column="", read="")
AFTER = DOOR.format(column="replaced_on date, ", read="card.replaced_on, ")


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_copies_of_all")]

    operations = [
        migrations.AddField("card", "replaced_on", models.DateField(null=True)),
        Columns("cases_card", update=("replaced_on",)),
        migrations.RunSQL([DROP, AFTER], [DROP, BEFORE]),
        migrations.CreateModel(
            name="ActNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wall_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("number", models.CharField(max_length=30)),
                (
                    "ending",
                    models.CharField(choices=[("repeal", "repeal"), ("withdrawal", "withdrawal")], max_length=10),
                ),
                ("ended_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("salt", models.BinaryField(max_length=16)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "number"), name="cases_actnotice_number")
                ],
            },
        ),
        Policy("cases_actnotice", "read", using=f"{WALLS} or {OF_AN_ACT}", command="select"),
        Policy("cases_actnotice", "made", using=WALLS, command="insert"),
        Only("cases_actnotice"),
        migrations.RunSQL(KEPT, "drop function cases_notice_kept cascade"),
    ]
