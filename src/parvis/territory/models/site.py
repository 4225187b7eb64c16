"""Sites, their logos and content pages."""

from django.db import models

from parvis.kernel import clock
from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data
from parvis.territory.data import Accessibility
from parvis.territory.models.organisation import Organisation


@no_personal_data("what a public site shows of itself")
class Site(Record):
    """One site per organisation; the one without organisation is the territory's own, and there is one."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, null=True, blank=True, related_name="site")
    #: label below the territory's host ("dunkerque"); "" for the territory's own
    label = models.CharField(max_length=63, blank=True, default="")
    #: a whole host name of its own, in place of the label ("demarches.ville-dunkerque.fr")
    domain = models.CharField(max_length=253, blank=True, default="")
    name = models.CharField(max_length=200)
    tagline_fr = models.CharField(max_length=200, blank=True, default="")
    tagline_en = models.CharField(max_length=200, blank=True, default="")
    welcome_fr = models.TextField(max_length=600, blank=True, default="")
    welcome_en = models.TextField(max_length=600, blank=True, default="")
    #: colours that differ from the defaults of `data.Theme`, checked by `domain.theme`
    theme = models.JSONField(default=dict, blank=True)
    accessibility = models.CharField(
        max_length=10, default=Accessibility.NONE.value, choices=[(state.value, state.label) for state in Accessibility]
    )
    #: the day on which that state was declared (RGAA asks for it on the page)
    accessibility_on = models.DateField(default=clock.today)
    #: whether the services of the group of communes stand on this site too
    shows_shared = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["label"], name="territory_site_label"),
            models.UniqueConstraint(fields=["domain"], condition=~models.Q(domain=""), name="territory_site_domain"),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True, label="")
                | (models.Q(organisation__isnull=False) & ~models.Q(label="")),
                name="territory_site_label_iff_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@no_personal_data("a logo, re-encoded without metadata")
class SiteLogo(models.Model):
    """A site's logo: small, so that it lies in the database, is backed up with it and needs no file store."""

    site = models.OneToOneField(Site, models.CASCADE, primary_key=True, related_name="logo")
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"Logo of {self.site_id}"


@no_personal_data("published editorial pages")
class ContentPage(Record):
    """A page of a site, in Markdown. One with the slug of a standard page (legal notice…) takes its place."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="pages")
    slug = models.SlugField(max_length=80)
    title_fr = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")
    body_fr = models.TextField(max_length=50_000)
    body_en = models.TextField(max_length=50_000, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    #: whether the footer links to it
    in_footer = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="territory_page_slug")]

    def __str__(self) -> str:
        return self.title_fr
