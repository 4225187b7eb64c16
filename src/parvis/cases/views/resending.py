"""Telling the person again, by another channel: what agents do where an e-mail or a text did not arrive."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.access.api import Missing, Right
from parvis.cases.data import Audience
from parvis.cases.domain import contacting, revisions, sending
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.listing import language
from parvis.cases.domain.writing import Writing
from parvis.cases.views.agents import page_of
from parvis.cases.views.gate import agent, case_or_missing
from parvis.cases.views.telling import topic_words
from parvis.kernel import clock
from parvis.notifications.data import Channel, Topic, Unreached


@require_http_methods(["GET", "POST"])
def resend(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose what to tell again and how; only channels that the answers make possible are offered."""
    case = case_or_missing(reference)
    by = agent(request)
    if Right.HANDLE_CASES not in rights_in(by, case.wall_id):
        raise Missing("case", reference)
    published = revisions.load(case.revision_id)
    error = ""
    if request.method == "POST":
        try:
            topic, channel = Topic(request.POST.get("topic", "")), Channel(request.POST.get("channel", ""))
        except ValueError:
            error = _("Choose what to send, and how")
        else:
            try:
                told = sending.tell_again(case, published, topic, channel)
            except Unreached:
                told, error = False, _("This way does not reach the person")
            else:
                error = "" if told else _("There is nothing of this kind to send")
            if told:
                write = Writing(case, by=by, at=clock.now(), quiet=True)
                data = {"channel": channel.value, "topic": topic.value}
                write.note("told_again", data, audience=Audience.AGENTS)
                write.finish()
                messages.success(request, _("It is on its way: %(channel)s.") % {"channel": channel.label})
                return HttpResponseRedirect(page_of(case))
    parts = {
        "case": case,
        "name": published.definition.name.into(language()),
        "back": page_of(case),
        "topics": [{"value": topic.value, "text": capfirst(topic_words(topic))} for topic in Topic],
        "channels": [
            {"value": one.channel.value, "text": one.channel.label, "hint": {"text": one.where}}
            for one in contacting.choices(published.definition, case.answers, {})
        ],
        "picked": {"topic": request.POST.get("topic", ""), "channel": request.POST.get("channel", "")},
        "error": error,
    }
    return render(request, "cases/agents/resend.html", parts, status=422 if error else 200)
