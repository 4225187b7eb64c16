"""Rows that say which cases lack what their form asks everybody for, so that "is empty" and "is not" have an index.

What hangs on a condition is often not there: a walk along the list meets it soon. What everybody is asked for is rarely
lacking, and was found by looking at every case of the procedure; these rows are few. Of cases that are there already
`parvis finding index --all` makes them, and then says so (`lacks`); until it has run they are found as before.
"""

from django.db import migrations, models

from parvis.kernel.walls import Columns


class Migration(migrations.Migration):
    dependencies = [("finding", "0005_one_door")]
    operations = [
        migrations.AddField("column", "lacks", models.BooleanField(db_default=False, default=False)),
        Columns("finding_column", update=("lacks",)),
        migrations.RemoveConstraint("value", "finding_value_one"),
        migrations.AddConstraint(
            "value",
            models.CheckConstraint(
                condition=models.Q(("n__gte", 0), ("number__isnull", False), ("word__isnull", True))
                | models.Q(("n__gte", 0), ("number__isnull", True), ("word__isnull", False))
                | models.Q(("n__lt", 0), ("number__isnull", True), ("word__isnull", True)),
                name="finding_value_one",
            ),
        ),
        migrations.AddIndex(
            "value",
            models.Index(
                condition=models.Q(("n__lt", 0)),
                fields=["wall_id", "column_id", "open", "case_id"],
                name="finding_value_lacking",
            ),
        ),
    ]
