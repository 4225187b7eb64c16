"""Who confirmed which reading of the law, and the own key of the digests by which a same request is suspected."""

import hashlib

from django.conf import settings
from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import Only, Policy, actor_is


def keep_the_key(apps, schema_editor):
    """The key that digests had so far: `salted_hmac` derives it so from the installation's secret."""
    secret = hashlib.sha256(b"parvis.cases.trait" + settings.SECRET_KEY.encode()).digest()
    apps.get_model("cases", "TraitKey").objects.create(secret=secret)


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_protection")]

    operations = [
        migrations.CreateModel(
            name="TraitKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.RunPython(keep_the_key, migrations.RunPython.noop),
        Only("cases_traitkey", may=()),
        migrations.CreateModel(
            name="Attestation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("case_type_id", models.UUIDField()),
                ("reading", models.CharField(max_length=60)),
                ("confirmed", models.BooleanField()),
                ("said", models.JSONField()),
                ("by_id", models.UUIDField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("salt", models.BinaryField(max_length=16)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation_id", "case_type_id", "-id"], name="cases_attestation_latest")
                ],
            },
        ),
        Policy("cases_attestation", "seen", using=actor_is("designer"), command="select"),
        Policy("cases_attestation", "made", using=actor_is("designer"), command="insert"),
        Only("cases_attestation"),
    ]
