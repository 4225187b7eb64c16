"""Of what an agent is told by e-mail, and when."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parvis.kernel.reach import Reach, acting
from parvis.workload.domain import digesting, noticing
from parvis.workload.models import Preference
from parvis.workload.views.places import person_of

HOURS = range(5, 21)


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """The digest and its hour; what is told at once. One statement to look, one to choose."""
    person_id = person_of(request)
    if request.method == "POST":
        said = request.POST.get("hour", "")
        hour = int(said) if said in map(str, HOURS) else 8
        chosen = {name: request.POST.get(name) == "1" for name in ("digest", "assigned", "late")}
        Preference.objects.bulk_create(
            [Preference(person_id=person_id, hour=hour, **chosen)],
            update_conflicts=True,
            unique_fields=["person_id"],
            update_fields=["hour", *chosen],
        )
        messages.success(request, _("Your choice is kept."))
        return HttpResponseRedirect(reverse("workload:preferences"))
    found = noticing.preference(person_id)
    hours = [{"value": str(hour), "text": f"{hour}\u00a0h", "selected": hour == found.hour} for hour in HOURS]
    return render(
        request,
        "workload/preferences.html",
        {"found": found, "hours": hours, "most": noticing.MOST, "minutes": int(noticing.WINDOW.total_seconds() // 60)},
    )


@csrf_exempt  # a mail reader's post (RFC 8058); the signature in its address says whose
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, key: str) -> HttpResponse:
    """No more digests, by one click: a GET only offers the button, since some fetch every link of an e-mail."""
    person_id = digesting.read_key(key)
    if person_id is None:
        raise Http404
    if request.method == "POST":
        with acting(Reach(actor="web", person=person_id)):
            Preference.objects.bulk_create(
                [Preference(person_id=person_id, digest=False)],
                update_conflicts=True,
                unique_fields=["person_id"],
                update_fields=["digest"],
            )
    return render(request, "workload/unsubscribe.html", {"done": request.method == "POST"})
