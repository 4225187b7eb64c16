"""Who works here: for an organisation's administrators. Invite, see, end."""

import datetime as dt
import uuid

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access import requests
from parvis.access.data import Right, Role
from parvis.access.domain import members, walls
from parvis.access.domain.journal import Missing
from parvis.access.models import Invitation
from parvis.identity.api import send_letter
from parvis.kernel import clock
from parvis.territory.api import departments, organisations, sites
from parvis.territory.data import Sphere


class InvitationForm(forms.Form):
    """Whom to invite, as what, where, within which spheres, until when."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in Role])
    quality = forms.CharField(
        label=_("Title for signing"),
        help_text=_("The title under which this person signs, as orders print it: “Adjointe au maire”, for example."),
        max_length=200,
        required=False,
    )
    by_delegation = forms.BooleanField(label=_("Signs by delegation"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    spheres = forms.MultipleChoiceField(label=_("Spheres"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: object, organisation_id: uuid.UUID, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.walls = walls.walls_of(organisation_id)
        listed = [("", "—"), *((str(found.id), str(found.name)) for found in departments.of(organisation_id))]
        self.fields["department"].choices = listed  # type: ignore[attr-defined]
        spheres = [(sphere, Sphere(sphere).label) for sphere in sorted(self.walls)]
        self.fields["spheres"].choices = spheres  # type: ignore[attr-defined]

    def clean_until(self) -> dt.date | None:
        until: dt.date | None = self.cleaned_data["until"]
        if until is not None and until < clock.today():
            raise forms.ValidationError(_("The last day must not be past."))
        return until


def _organisation(request: HttpRequest) -> uuid.UUID:
    """The organisation that this administrator administers here; on the territory's host, the first of theirs."""
    here = requests.site(request).organisation_id
    return requests.standing(request).holding(Right.ADMINISTER, organisation_id=here)[0].organisation_id


@require_GET
def members_page(request: HttpRequest, form: InvitationForm | None = None) -> HttpResponse:
    """The members and the open invitations of the organisation. Three queries, however many there are."""
    organisation_id = _organisation(request)
    names = {found.id: found.name for found in departments.of(organisation_id, closed=True)}
    parts = {
        "organisation": organisations.get(organisation_id),
        "colleagues": members.colleagues(organisation_id),
        "invitations": list(Invitation.objects.filter(organisation_id=organisation_id, expires_at__gt=clock.now())),
        "departments": names,
        "today": clock.today(),
        "form": form or InvitationForm(organisation_id=organisation_id),
    }
    return render(request, "access/members.html", parts, status=422 if form and form.errors else 200)


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Send an invitation by e-mail; the address is never said to have an account or not."""
    organisation_id = _organisation(request)
    form = InvitationForm(request.POST, organisation_id=organisation_id)
    if not form.is_valid():
        request.method = "GET"
        return members_page(request, form)
    data = form.cleaned_data
    by = requests.standing(request).person_id
    assert by is not None
    token = members.invite(
        email=data["email"],
        organisation_id=organisation_id,
        department_id=uuid.UUID(data["department"]) if data["department"] else None,
        role=Role(data["role"]),
        walls=[form.walls[sphere] for sphere in data["spheres"]],
        by=by,
        until=data["until"],
        quality=data["quality"],
        by_delegation=data["by_delegation"],
    )
    address = sites.url(sites.territory(), reverse("access_invitation", args=[token]))
    title = organisations.get(organisation_id).title
    send_letter("invitation", data["email"], {"organisation": title, "url": address})
    return HttpResponseRedirect(reverse("access_members"))


@require_http_methods(["POST"])
def withdraw(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    if not members.withdraw(invitation_id):
        raise Missing("invitation", invitation_id)
    return HttpResponseRedirect(reverse("access_members"))


@require_POST
def dismiss(request: HttpRequest, membership_id: uuid.UUID) -> HttpResponse:
    """End a membership today: tomorrow it opens nothing. One's own is ended by another administrator."""
    own = {found.id for found in requests.standing(request).memberships}
    if membership_id in own or not members.dismiss(membership_id, last_day=clock.today() - dt.timedelta(days=1)):
        raise Missing("membership", membership_id)
    return HttpResponseRedirect(reverse("access_members"))
