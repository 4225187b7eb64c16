"""The record, its checkpoints, the triggers that keep both append-only, and the sequencer's door."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import Only

GUARDS = [
    # For every role, the owner included: a script that errs is stopped, one that means harm must first disable this,
    # and the record itself shows what it did.
    """
    create function ledger_refuse() returns trigger language plpgsql as $$
    begin
        raise exception 'the ledger is append-only' using errcode = 'insufficient_privilege';
    end $$
    """,
    """
    create function ledger_guard_place() returns trigger language plpgsql as $$
    begin
        if old.position is null and new.position is not null
           and (new.id, new.source, new.ref, new.kind, new.at, new.digest)
             = (old.id, old.source, old.ref, old.kind, old.at, old.digest)
           and current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
        then
            return new;
        end if;
        raise exception 'the ledger is append-only' using errcode = 'insufficient_privilege';
    end $$
    """,
    """
    create function ledger_guard_insert() returns trigger language plpgsql as $$
    begin
        if current_user = (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = tg_relid)
           or (tg_table_name = 'ledger_entry' and (to_jsonb(new) ->> 'position') is null)
        then
            return new;
        end if;
        raise exception 'only the sequencer gives places' using errcode = 'insufficient_privilege';
    end $$
    """,
    "create trigger ledger_entry_place before update on ledger_entry for each row execute function ledger_guard_place()",
    "create trigger ledger_entry_insert before insert on ledger_entry for each row execute function ledger_guard_insert()",
    "create trigger ledger_entry_keep before delete on ledger_entry for each row execute function ledger_refuse()",
    "create trigger ledger_entry_whole before truncate on ledger_entry execute function ledger_refuse()",
    "create trigger ledger_head_insert before insert on ledger_treehead for each row execute function ledger_guard_insert()",
    "create trigger ledger_head_keep before update or delete on ledger_treehead for each row execute function ledger_refuse()",
    "create trigger ledger_head_whole before truncate on ledger_treehead execute function ledger_refuse()",
    # The door: the application computes the tree, the owner's function alone writes places and heads. It refuses to
    # start anywhere but at the end of what is chained.
    """
    create function ledger_chain(first bigint, ids uuid[], leaves bytea[], root bytea, frontier bytea, stated timestamptz)
    returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        chained bigint;
        written bigint;
    begin
        select coalesce(max(size), 0) into chained from ledger_treehead;
        if chained <> first or cardinality(ids) = 0 or cardinality(ids) <> cardinality(leaves) then
            raise exception 'the record ends at %, not at %', chained, first;
        end if;
        update ledger_entry as entry
           set position = first + given.ordinality - 1, leaf = given.leaf
          from unnest(ids, leaves) with ordinality as given (id, leaf, ordinality)
         where entry.id = given.id and entry.position is null;
        get diagnostics written = row_count;
        if written <> cardinality(ids) then
            raise exception '% of % entries could be chained', written, cardinality(ids);
        end if;
        insert into ledger_treehead (size, root, frontier, at) values (first + written, root, frontier, stated);
    end $$
    """,
]

BACK = [
    "drop function ledger_chain",
    "drop function ledger_guard_insert cascade",
    "drop function ledger_guard_place cascade",
    "drop function ledger_refuse cascade",
]


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(max_length=60)),
                ("ref", models.UUIDField()),
                ("kind", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("digest", models.BinaryField(max_length=32)),
                ("position", models.BigIntegerField(null=True, unique=True)),
                ("leaf", models.BinaryField(max_length=32, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("position__isnull", True)), fields=["id"], name="ledger_entry_waiting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "ref"), name="ledger_entry_one_per_row"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("leaf__isnull", True), ("position__isnull", True)),
                            models.Q(("leaf__isnull", False), ("position__gte", 0)),
                            _connector="OR",
                        ),
                        name="ledger_entry_chained_with_leaf",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TreeHead",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("frontier", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(GUARDS, reverse_sql=BACK),
        Only("ledger_entry"),
        Only("ledger_treehead", may=()),
    ]
