"""The ground of the database: trusted extensions, the cache for rate limits."""

from django.db import migrations

from parvis.kernel.walls import Only


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(
            [
                "create extension if not exists pg_trgm with schema public",
                "create extension if not exists unaccent with schema public",
                "create extension if not exists btree_gist with schema public",
                "create unlogged table kernel_cache (cache_key varchar(255) primary key, value text not null, "
                "expires timestamptz not null)",
                "create index kernel_cache_expires on kernel_cache (expires)",
            ],
            reverse_sql=["drop table kernel_cache"],
        ),
        # Which version this is, the application reads and never says.
        Only("django_migrations", may=()),
    ]
