"""What stands beside the form: how the procedure is found, who answers, whom to write to."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.kernel import clock
from parvis.studio.data import Settle
from parvis.studio.domain import checking, editing
from parvis.studio.forms import language
from parvis.studio.settings_form import SettingsForm, input_of
from parvis.studio.views.outline import frame
from parvis.studio.views.place import address, author, back, open_draft, saved, version_of
from parvis.territory.api import departments


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """See and change them; saved at once."""
    draft = open_draft(request, design_id)
    services = [(one.code, str(one.name)) for one in departments.of(draft.organisation_id)]
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        document=draft.document,
        departments=services,
        initial=SettingsForm.initial_of(draft.document),
    )
    warning = ""
    if form.is_bound and form.is_valid():
        done, warning, wrong = saved(
            lambda: editing.change(
                draft.id,
                Settle(definition=form.definition(), face=form.face()),
                version=version_of(request),
                by=author(request),
                at=clock.now(),
            )
        )
        if done is not None:
            return back(draft.id)
        if wrong:
            form.add_error(None, wrong)
    told = [one for one in checking.told(draft.problems) if not one.element]
    parts = {
        **frame(request, draft),
        "form": form,
        "warning": warning,
        "told": [{"text": one.message.into(language()), "anchor": input_of(one.part)} for one in told],
        "back": address(draft.id),
    }
    return render(request, "studio/settings.html", parts, status=409 if warning else (422 if form.errors else 200))
