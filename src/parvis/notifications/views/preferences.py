"""One's account: how one wants to be told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.access.api import standing
from parvis.kernel import clock
from parvis.notifications.data import Channel, Topic
from parvis.notifications.domain import preferring, texting
from parvis.notifications.domain.telling import known


def offered() -> tuple[Channel, ...]:
    """The channels that one may choose here."""
    return tuple(channel for channel in Channel if channel is not Channel.SMS or texting.available())


@never_cache
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """For each topic, by e-mail, SMS or letter. At least one for each: what is due by law is told in any case."""
    person_id = standing(request).person_id
    assert person_id is not None
    errors: dict[str, str] = {}
    if request.method == "POST":
        told = {topic.value: known(request.POST.getlist(topic.value)) for topic in Topic}
        errors = {topic: _("Choose at least one way to be contacted") for topic, chosen in told.items() if not chosen}
        if not errors:
            preferring.prefer(person_id, told, at=clock.now())
            messages.success(request, _("Your choice is saved. It applies to the requests that you send from now on."))
            return HttpResponseRedirect(reverse("notifications:preferences"))
    else:
        kept = preferring.preferred(person_id)
        told = {topic.value: kept.get(topic.value) or (Channel.EMAIL.value,) for topic in Topic}
    groups = [
        {
            "name": topic.value,
            "legend": topic.label,
            "error": errors.get(topic.value, ""),
            "items": [
                {"value": channel.value, "text": channel.label, "checked": channel.value in told[topic.value]}
                for channel in offered()
            ],
        }
        for topic in Topic
    ]
    parts = {"groups": groups, "errors": errors}
    return render(request, "notifications/preferences.html", parts, status=422 if errors else 200)
