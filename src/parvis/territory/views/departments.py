"""The pages on which an administrator keeps the departments of their organisation: who handles, how to reach them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.territory.data import Contact, Department, Organisation, Text
from parvis.territory.domain import departments, sites
from parvis.territory.forms.departments import DepartmentForm


def _organisation(request: HttpRequest) -> Organisation:
    """The organisation whose site answers. Raises Http404 on the territory's own."""
    found = sites.of_request(request).organisation
    if found is None:
        raise Http404("the territory's own site has no departments")
    return found


def _own(request: HttpRequest, department_id: uuid.UUID) -> Department:
    """A department of this organisation, open or closed. Raises Http404."""
    here = departments.of(_organisation(request).id, closed=True)
    for found in here:
        if found.id == department_id:
            return found
    raise Http404("department")


@require_safe
def departments_page(request: HttpRequest) -> HttpResponse:
    """The departments, the reception first, the closed ones last. No query of its own."""
    organisation = _organisation(request)
    found = sorted(departments.of(organisation.id, closed=True), key=lambda one: one.is_closed)
    return render(request, "territory/departments.html", {"organisation": organisation, "departments": found})


@require_http_methods(["GET", "HEAD", "POST"])
def department_page(request: HttpRequest, department_id: uuid.UUID | None = None) -> HttpResponse:
    """Write a department: its names, how to reach it, its hours; without id, a new one."""
    organisation = _organisation(request)
    known = _own(request, department_id) if department_id else None
    if request.method == "POST":
        form = DepartmentForm(request.POST, organisation=organisation)
        if form.is_valid():
            _save(form, organisation, known)
            messages.success(request, _("The department is saved."))
            return HttpResponseRedirect(reverse("territory:studio_departments"))
    elif known:
        form = DepartmentForm.of_department(organisation, known, departments.own_contact(known.id))
    else:
        form = DepartmentForm(organisation=organisation)
    parts = {"organisation": organisation, "department": known, "form": form}
    return render(request, "territory/department.html", parts, status=422 if form.errors else 200)


def _save(form: DepartmentForm, organisation: Organisation, known: Department | None) -> None:
    data = form.cleaned_data
    code = known.code if known else departments.free_code(organisation.id, data["name_fr"])
    contact = Contact(
        address=data["address"].replace("\r\n", "\n"),
        phone=data["phone"],
        email=data["email"],
        website=data["website"],
        hours=data["hours"],
    )
    departments.save(organisation.id, code, name=Text(data["name_fr"], data["name_en"]), contact=contact)


@require_POST
def close(request: HttpRequest, department_id: uuid.UUID) -> HttpResponse:
    """Close a department: new requests go to the reception, its own stay with it until they are given away."""
    found = _own(request, department_id)
    try:
        departments.close(found.id)
    except departments.LastDoor:
        messages.error(request, _("The reception stays open: it takes what no other department does."))
    else:
        messages.success(request, _("“%(name)s” is closed: it gets no new request.") % {"name": found.name})
    return HttpResponseRedirect(reverse("territory:studio_departments"))


@require_POST
def reopen(request: HttpRequest, department_id: uuid.UUID) -> HttpResponse:
    """Open a closed department again."""
    found = _own(request, department_id)
    departments.reopen(found.id)
    messages.success(request, _("“%(name)s” is open again.") % {"name": found.name})
    return HttpResponseRedirect(reverse("territory:studio_departments"))
