"""Organisations, their departments, boundaries and closing days."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data
from parvis.territory.data import OrganisationKind


class ContactFields(models.Model):
    """How to reach a service: CRPA R112-11-1 asks for an address, an e-mail address and a telephone number."""

    address = models.TextField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    phone_link = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    website = models.URLField(blank=True, default="")
    #: seven lists of ["08:30", "12:00"], Monday first; [] when unknown (`domain.hours`)
    hours = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True


@no_personal_data("public reference data on administrations")
class Organisation(Record, ContactFields):
    """A commune, a group of communes, an establishment or an association of the territory."""

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in OrganisationKind])
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=250)
    #: INSEE's TNCC: the article of the name (`domain.naming`)
    liaison = models.PositiveSmallIntegerField(default=0)
    prefix = models.CharField(max_length=3, unique=True)
    insee = models.CharField(max_length=5, blank=True, default="")
    siren = models.CharField(max_length=9, blank=True, default="")
    county = models.CharField(max_length=3, blank=True, default="")
    postcodes = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    group = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="members")
    #: where to reach the data protection officer (RGPD art. 13.1 b): a mailbox of the function, never somebody's own
    privacy_email = models.EmailField(blank=True, default="")
    #: the values last read from the national data: a field that differs from them was edited and is kept
    source = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["insee"], condition=~models.Q(insee=""), name="territory_organisation_insee"
            ),
            models.UniqueConstraint(
                fields=["siren"], condition=~models.Q(siren=""), name="territory_organisation_siren"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@no_personal_data("public reference data: administrative boundaries")
class Boundary(models.Model):
    """An organisation's boundary as a GeoJSON geometry (RFC 7946); apart from its row, which every process keeps."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="boundary")
    geometry = models.JSONField()

    def __str__(self) -> str:
        return f"Boundary of {self.organisation_id}"


@no_personal_data("names and contacts of services, never of agents")
class Department(Record, ContactFields):
    """A department (direction, service): who handles. An empty contact means the organisation's."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="departments")
    code = models.SlugField(max_length=60)
    name_fr = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    #: where to turn when no other department is known; one per organisation
    is_reception = models.BooleanField(default=False)
    #: it gets nothing new; kept for what it did
    is_closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="territory_department_code"),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(is_reception=True), name="territory_department_reception"
            ),
            # What nobody else takes must find somebody.
            models.CheckConstraint(
                condition=models.Q(is_reception=False) | models.Q(is_closed=False),
                name="territory_department_reception_is_open",
            ),
        ]

    def __str__(self) -> str:
        return self.name_fr


@no_personal_data("public calendar")
class ClosingDay(Record):
    """A day of closing beyond public holidays; without organisation, of the whole territory."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="closing_days")
    date = models.DateField()
    name_fr = models.CharField(max_length=200, blank=True, default="")
    name_en = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "date"], nulls_distinct=False, name="territory_closing_day_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name_fr}"
