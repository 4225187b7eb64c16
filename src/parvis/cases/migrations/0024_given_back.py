"""A licence that is repealed counts no more against its yearly limit; what a card's newer one is called; and who is
lent a case sees of the lender's stocks the one that it asks for alone.
"""

from django.db import migrations, models

from parvis.cases.lent import granted
from parvis.kernel.walls import WALLS, Columns, Policy

FREED = """
    create function cases_licence_freed() returns trigger language plpgsql as $$
    begin
        if old.freed_at is not null then
            raise exception 'what was given back stays so' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$
"""

USED = """
    create or replace function cases_licences_used(
        organisation uuid, counted text, of_year int, by_rna text, by_siren text)
    returns int language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        with same as (
            select licence.rna, licence.siren from public.cases_licence as licence
             where licence.organisation_id = organisation
               and ((by_rna <> '' and licence.rna = by_rna) or (by_siren <> '' and licence.siren = by_siren))
        ), rnas as (
            select by_rna as rna where by_rna <> '' union select same.rna from same where same.rna <> ''
        ), sirens as (
            select by_siren as siren where by_siren <> '' union select same.siren from same where same.siren <> ''
        )
        select count(*)::int from public.cases_licence as licence
         where licence.organisation_id = organisation and licence.limit_id = counted and licence.year = of_year
           {freed}and (licence.rna in (select rna from rnas) or licence.siren in (select siren from sirens))
    $$
"""

CARD = """
    create function cases_card_public(organisation uuid, asked text, typed text)
    returns table (number varchar, zone varchar, valid_from date, valid_until date, cancelled_at timestamptz,
                   replaced_on date, {column}same boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select card.number, card.zone, card.valid_from, card.valid_until, card.cancelled_at, card.replaced_on,
               {read}card.plate = typed
          from public.cases_card as card
         where card.organisation_id = organisation and card.number = asked
           and current_setting('parvis.actor', true) = 'verifier'
    $$
"""
# The card that follows, of the case that renews this one's: a number alone, which whoever walks through the numbers
# could read too.
NEWER = """(select newer.number from public.cases_card as newer join public.cases_case as renewal
                   on renewal.id = newer.case_id
                 where renewal.renews_id = card.case_id and newer.cancelled_at is null
                 order by newer.id desc limit 1), """
DROP_CARD = "drop function cases_card_public"

# The stock that a case asks of, for whoever has the case's wall or is lent the case.
ASKED = """
    create function cases_stock_asked(asking uuid, resource_id text, stock_key text)
    returns table (id uuid, capacity int)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select counted.id, counted.capacity
          from public.cases_case as found
          join public.cases_stock as counted
            on counted.wall_id = found.wall_id and counted.resource = resource_id and counted.key = stock_key
         where found.id = asking
           and (found.wall_id = any(coalesce(nullif(current_setting('parvis.walls', true), ''), '{}')::uuid[])
                or found.id = any(public.cases_granted()))
    $$
"""
OF_WALL = """
    create function cases_stock_of_wall(asked uuid, wall uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select exists (select from public.cases_stock as counted where counted.id = asked and counted.wall_id = wall)
    $$
"""
ITS_OWN = (
    "exists (select from cases_case as found where found.id = cases_allotment.case_id"
    " and found.wall_id = cases_allotment.wall_id and found.subject_id = cases_allotment.subject_id)"
)
SEEN_BEFORE = "wall_id = any((select cases_granted_walls())::uuid[])"
# What lent cases have taken of, so that their decisions name it: a door, because the policies of what is taken ask for
# the stocks in their turn.
TAKEN_OF = """
    create function cases_granted_stocks() returns uuid[]
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select coalesce(array_agg(taken.stock_id), '{}') from public.cases_allotment as taken
         where taken.case_id = any(public.cases_granted())
    $$
"""
SEEN = "id = any((select cases_granted_stocks())::uuid[])"
STOCK_BEFORE = (
    "exists (select from cases_stock as counted where counted.id = cases_allotment.stock_id"
    " and counted.wall_id = cases_allotment.wall_id)"
)
STOCK = "cases_stock_of_wall(stock_id, wall_id)"


def _instead(table: str, name: str, command: str, clause: str, after: str, before: str) -> migrations.RunSQL:
    drop = f'drop policy "{name}" on "{table}"'
    made = f'create policy "{name}" on "{table}" as permissive for {command} to public {clause}'
    return migrations.RunSQL([drop, f"{made} ({after})"], [drop, f"{made} ({before})"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_attestations")]

    operations = [
        migrations.AddField("licence", "freed_at", models.DateTimeField(null=True)),
        Columns("cases_licence", update=("freed_at",)),
        Policy("cases_licence", "freed", using=WALLS, command="update"),
        Policy("cases_licence", "lent_freed", using=granted(), command="update"),
        migrations.RunSQL(
            [
                "drop trigger cases_licence_keep on cases_licence",
                "create trigger cases_licence_keep before delete on cases_licence"
                " for each row execute function cases_keep('erasable')",
                FREED,
                "create trigger cases_licence_freed before update on cases_licence"
                " for each row execute function cases_licence_freed()",
                USED.format(freed="and licence.freed_at is null "),
            ],
            [
                USED.format(freed=""),
                "drop function cases_licence_freed cascade",
                "drop trigger cases_licence_keep on cases_licence",
                "create trigger cases_licence_keep before update or delete on cases_licence"
                " for each row execute function cases_keep('erasable')",
            ],
        ),
        migrations.RunSQL(
            [DROP_CARD, CARD.format(column="newer varchar, ", read=NEWER)],
            [DROP_CARD, CARD.format(column="", read="")],
        ),
        migrations.RunSQL(
            [ASKED, OF_WALL, TAKEN_OF],
            [
                "drop function cases_granted_stocks",
                "drop function cases_stock_of_wall",
                "drop function cases_stock_asked",
            ],
        ),
        _instead("cases_stock", "lent_seen", "select", "using", SEEN, SEEN_BEFORE),
        _instead(
            "cases_allotment",
            "lent_made",
            "insert",
            "with check",
            f"{granted()} and {ITS_OWN} and {STOCK}",
            f"{granted()} and {ITS_OWN} and {STOCK_BEFORE}",
        ),
    ]
