"""The territory, and the version that tells every process to read it again (`domain.directory`)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import parvis.kernel.clock
import parvis.kernel.ids

#: the tables that every process keeps a copy of
TABLES = (
    "territory_organisation",
    "territory_department",
    "territory_site",
    "territory_sitelogo",
    "territory_contentpage",
)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("address", models.TextField(blank=True, default="")),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("phone_link", models.CharField(blank=True, default="", max_length=40)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("website", models.URLField(blank=True, default="")),
                ("hours", models.JSONField(blank=True, default=list)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("commune", "Commune"),
                            ("group", "Group of communes"),
                            ("establishment", "Public establishment"),
                            ("association", "Association"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=250)),
                ("liaison", models.PositiveSmallIntegerField(default=0)),
                ("prefix", models.CharField(max_length=3, unique=True)),
                ("insee", models.CharField(blank=True, default="", max_length=5)),
                ("siren", models.CharField(blank=True, default="", max_length=9)),
                ("county", models.CharField(blank=True, default="", max_length=3)),
                (
                    "postcodes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5), blank=True, default=list, size=None
                    ),
                ),
                ("population", models.PositiveIntegerField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("source", models.JSONField(blank=True, default=dict)),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="members",
                        to="territory.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(blank=True, default="", max_length=63)),
                ("domain", models.CharField(blank=True, default="", max_length=253)),
                ("name", models.CharField(max_length=200)),
                ("tagline_fr", models.CharField(blank=True, default="", max_length=200)),
                ("tagline_en", models.CharField(blank=True, default="", max_length=200)),
                ("welcome_fr", models.TextField(blank=True, default="", max_length=600)),
                ("welcome_en", models.TextField(blank=True, default="", max_length=600)),
                ("theme", models.JSONField(blank=True, default=dict)),
                (
                    "accessibility",
                    models.CharField(
                        choices=[
                            ("none", "Accessibility: not compliant"),
                            ("partial", "Accessibility: partially compliant"),
                            ("full", "Accessibility: fully compliant"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("accessibility_on", models.DateField(default=parvis.kernel.clock.today)),
                ("shows_shared", models.BooleanField(default=True)),
                (
                    "organisation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="site",
                        to="territory.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Boundary",
            fields=[
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="boundary",
                        serialize=False,
                        to="territory.organisation",
                    ),
                ),
                ("geometry", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="ClosingDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField()),
                ("name_fr", models.CharField(blank=True, default="", max_length=200)),
                ("name_en", models.CharField(blank=True, default="", max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closing_days",
                        to="territory.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("address", models.TextField(blank=True, default="")),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("phone_link", models.CharField(blank=True, default="", max_length=40)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("website", models.URLField(blank=True, default="")),
                ("hours", models.JSONField(blank=True, default=list)),
                ("code", models.SlugField(max_length=60)),
                ("name_fr", models.CharField(max_length=200)),
                ("name_en", models.CharField(blank=True, default="", max_length=200)),
                ("is_reception", models.BooleanField(default=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="departments",
                        to="territory.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SiteLogo",
            fields=[
                (
                    "site",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="logo",
                        serialize=False,
                        to="territory.site",
                    ),
                ),
                ("content", models.BinaryField()),
                ("media_type", models.CharField(max_length=20)),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ContentPage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.SlugField(max_length=80)),
                ("title_fr", models.CharField(max_length=200)),
                ("title_en", models.CharField(blank=True, default="", max_length=200)),
                ("body_fr", models.TextField(max_length=50000)),
                ("body_en", models.TextField(blank=True, default="", max_length=50000)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("in_footer", models.BooleanField(default=True)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="territory.site"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("insee", ""), _negated=True), fields=("insee",), name="territory_organisation_insee"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("siren", ""), _negated=True), fields=("siren",), name="territory_organisation_siren"
            ),
        ),
        migrations.AddConstraint(
            model_name="closingday",
            constraint=models.UniqueConstraint(
                fields=("organisation", "date"), name="territory_closing_day_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(fields=("organisation", "code"), name="territory_department_code"),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_reception", True)),
                fields=("organisation",),
                name="territory_department_reception",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(fields=("label",), name="territory_site_label"),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(
                condition=models.Q(("domain", ""), _negated=True), fields=("domain",), name="territory_site_domain"
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("label", ""), ("organisation__isnull", True)),
                    models.Q(("organisation__isnull", False), models.Q(("label", ""), _negated=True)),
                    _connector="OR",
                ),
                name="territory_site_label_iff_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="contentpage",
            constraint=models.UniqueConstraint(fields=("site", "slug"), name="territory_page_slug"),
        ),
        migrations.RunSQL(
            [
                "create table territory_version (id smallint primary key default 1 check (id = 1), version uuid not null)",
                "insert into territory_version (version) values (gen_random_uuid())",
                """create function territory_touch() returns trigger language plpgsql as $$
                begin
                    update public.territory_version set version = gen_random_uuid();
                    return null;
                end $$""",
                *(
                    f"create trigger touch after insert or update or delete on {table} "
                    "for each statement execute function territory_touch()"
                    for table in TABLES
                ),
            ],
            reverse_sql=[
                *(f"drop trigger touch on {table}" for table in TABLES),
                "drop function territory_touch()",
                "drop table territory_version",
            ],
        ),
    ]
