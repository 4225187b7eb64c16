"""What agents write and have not sent, for them alone; the replies that they keep ready, for them or their service."""

from django.db import migrations, models

import parvis.kernel.ids
from parvis.kernel.walls import PERSON, Only, Policy, actor_is

#: nobody came back for it (`own_texts.KEPT`): the timer sees these and no other
LAPSED = f"{actor_is('timer')} and saved_at < now() - interval '30 days'"
_WORKS = (
    "select from access_membership m where m.person_id ="
    " (select nullif(current_setting('parvis.person', true), '')::uuid)"
    " and m.organisation_id = cases_reply.organisation_id"
    " and m.since <= (now() at time zone 'Europe/Paris')::date"
    " and (m.until is null or m.until >= (now() at time zone 'Europe/Paris')::date)"
)
#: the acting person works where the reply is shared: in that department, or in none
SHARED = (
    f"person_id is null and exists ({_WORKS} and (cases_reply.department_id is null or m.department_id is null"
    " or m.department_id = cases_reply.department_id))"
)
#: the acting person sees to the work there
OVERSEEN = f"person_id is null and exists ({_WORKS} and m.role = 'supervisor')"
_ID = models.UUIDField(default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_tags"), ("access", "0003_lately")]

    operations = [
        migrations.CreateModel(
            name="OwnText",
            fields=[
                ("id", _ID),
                ("person_id", models.UUIDField(editable=False)),
                ("case_id", models.UUIDField(editable=False)),
                ("field", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id"], name="cases_owntext_person"),
                    models.Index(fields=["saved_at"], name="cases_owntext_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case_id", "person_id", "field"), name="cases_owntext_one_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", _ID),
                ("person_id", models.UUIDField(editable=False, null=True)),
                ("organisation_id", models.UUIDField(null=True)),
                ("department_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=80)),
                ("procedure", models.CharField(blank=True, max_length=80)),
                ("text", models.JSONField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("person_id__isnull", False)),
                        fields=["person_id"],
                        name="cases_reply_person",
                    ),
                    models.Index(
                        condition=models.Q(("organisation_id__isnull", False)),
                        fields=["organisation_id"],
                        name="cases_reply_shared",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("department_id", None), ("organisation_id", None), ("person_id__isnull", False)
                        )
                        | models.Q(("organisation_id__isnull", False), ("person_id", None)),
                        name="cases_reply_of_one",
                    )
                ],
            },
        ),
        # An erased case takes along what was being written about it, whoever erases it and whatever that one sees.
        migrations.RunSQL(
            "alter table cases_owntext add constraint cases_owntext_case_goes"
            " foreign key (case_id) references cases_case (id) on delete cascade",
            "alter table cases_owntext drop constraint cases_owntext_case_goes",
        ),
        Policy("cases_owntext", "own", using=PERSON),
        Policy("cases_owntext", "aged", using=LAPSED, command="select"),
        Policy("cases_owntext", "forgotten", using=LAPSED, command="delete"),
        Policy("cases_reply", "own", using=PERSON),
        Policy("cases_reply", "shared", using=SHARED, command="select"),
        Policy("cases_reply", "given", using=OVERSEEN, command="insert"),
        Policy("cases_reply", "tended", using=OVERSEEN, command="update"),
        Policy("cases_reply", "withdrawn", using=OVERSEEN, command="delete"),
        Only("cases_owntext", may=("insert", "delete"), update=("text", "saved_at")),
        Only(
            "cases_reply",
            may=("insert", "delete"),
            update=("name", "procedure", "text", "changed_at", "person_id", "organisation_id", "department_id"),
        ),
    ]
