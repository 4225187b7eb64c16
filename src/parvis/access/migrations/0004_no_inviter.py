"""An account that goes is taken off the invitations that it sent: Django asks for that whenever one is deleted, whether
there are any or not, and without the right to change that column nobody but the owner could delete an account.

The policies stay: beside administrators, who see those of their organisation, nobody changes a row.
"""

from django.db import migrations

from parvis.kernel.walls import Columns


class Migration(migrations.Migration):
    dependencies = [("access", "0003_lately"), ("identity", "0003_protection")]

    operations = [Columns("access_invitation", update=("invited_by_id",))]
