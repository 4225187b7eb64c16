"""Acts that an organisation puts online: everybody reads them, nobody changes or removes them."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import WALLS, Only, Policy

GUARDS = [
    """
    create function cases_act_kept() returns trigger language plpgsql as $$
    begin
        if tg_op = 'UPDATE' and old.published_at is null then
            return new;
        end if;
        raise exception 'a published act never changes, and stays' using errcode = 'insufficient_privilege';
    end $$
    """,
    "create trigger cases_act_kept before update or delete on cases_publishedact"
    " for each row execute function cases_act_kept()",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_told_by")]

    operations = [
        migrations.CreateModel(
            name="PublishedAct",
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
                ("object", models.CharField(max_length=500)),
                ("signed_on", models.DateField()),
                ("published_at", models.DateTimeField(null=True)),
                ("file_id", models.UUIDField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.BigIntegerField(default=0)),
                ("short_code", models.CharField(max_length=12)),
                ("salt", models.BinaryField(max_length=16)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation_id", "-id"], name="cases_publishedact_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation_id", "number"), name="cases_publishedact_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file_id__isnull", True), ("published_at__isnull", True), ("sha256", "")),
                            models.Q(("file_id__isnull", False), ("published_at__isnull", False), ("sha256__gt", "")),
                            _connector="OR",
                        ),
                        name="cases_publishedact_whole",
                    ),
                ],
            },
        ),
        Policy("cases_publishedact", "read", using=f"published_at is not null or {WALLS}", command="select"),
        Policy("cases_publishedact", "made", using=f"{WALLS} and published_at is null", command="insert"),
        Policy("cases_publishedact", "published", using=WALLS, command="update"),
        Only("cases_publishedact", update=("published_at", "file_id", "sha256", "size")),
        migrations.RunSQL(GUARDS, reverse_sql="drop function cases_act_kept cascade"),
    ]
