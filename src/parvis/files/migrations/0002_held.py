"""Files that are not given to their wall yet: an opaque id among the acting subjects opens them, and nothing else."""

from django.db import migrations, models

from parvis.kernel.walls import SUBJECTS, WALLS, Only, Policy

HELD = SUBJECTS.replace("subject_id", "held_by", 1)

DROPPED = migrations.RunSQL(
    [
        'drop policy "walls" on "files_storedfile"',
        'drop policy "subjects_read" on "files_storedfile"',
        'drop policy "subjects_store" on "files_storedfile"',
    ],
    [
        f'create policy "walls" on "files_storedfile" using ({WALLS}) with check ({WALLS})',
        f'create policy "subjects_read" on "files_storedfile" for select using ({SUBJECTS})',
        f'create policy "subjects_store" on "files_storedfile" for insert with check ({SUBJECTS})',
    ],
)


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.AddField("storedfile", "held_by", models.UUIDField(editable=False, null=True)),
        migrations.AddIndex(
            "storedfile",
            models.Index(condition=models.Q(("held_by__isnull", False)), fields=["held_by"], name="files_by_holder"),
        ),
        migrations.AddConstraint(
            "storedfile",
            models.CheckConstraint(
                condition=models.Q(("held_by__isnull", True), ("subject_id__isnull", True), _connector="OR"),
                name="files_held_by_one_or_about_one",
            ),
        ),
        DROPPED,
        Policy("files_storedfile", "walls_read", using=f"{WALLS} and held_by is null", command="select"),
        Policy("files_storedfile", "walls_store", using=f"{WALLS} and held_by is null", command="insert"),
        Policy("files_storedfile", "walls_remove", using=f"{WALLS} and held_by is null", command="delete"),
        Policy("files_storedfile", "subjects_read", using=f"{SUBJECTS} and held_by is null", command="select"),
        Policy("files_storedfile", "subjects_store", using=f"{SUBJECTS} and held_by is null", command="insert"),
        Policy("files_storedfile", "held_read", using=HELD, command="select"),
        Policy("files_storedfile", "held_store", using=HELD, command="insert"),
        Policy("files_storedfile", "held_remove", using=HELD, command="delete"),
        # the one change there is: from who holds it to whom it is about
        Policy("files_storedfile", "held_give", using=HELD, check=f"{SUBJECTS} and held_by is null", command="update"),
        Only("files_storedfile", update=("held_by", "wall_id", "subject_id"), may=("insert", "delete")),
    ]
