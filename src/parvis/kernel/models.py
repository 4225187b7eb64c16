"""The abstract record that every model of Parvis extends."""

from django.db import models

from parvis.kernel.ids import new_id


class Record(models.Model):
    """A row known by a UUIDv7 made in Python, so that its id is known before it is written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
