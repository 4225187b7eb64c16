"""The dictionary of the columns that answers are projected into."""

from django.db import models

from parvis.forms.data import IndexKind
from parvis.kernel.personal import no_personal_data


@no_personal_data("names of questions: public definitions")
class Column(models.Model):
    """A typed column: an answer's path in the forms of one procedure, whichever organisation's.

    procedure: the slug; "" for what every case has (its title). A path whose type changed between revisions is another
    column, so that a column never mixes types. Columns are only ever added.
    lacks: each case of the procedure that has no value there has a row that says so: all its forms ask everybody for
    one.
    """

    id = models.AutoField(primary_key=True)
    procedure = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in IndexKind])
    lacks = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "path", "kind"], name="finding_column_once")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.path} {self.kind}"
