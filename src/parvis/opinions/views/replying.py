"""The page of who is asked, inside or outside: what is asked, what they see, their answer. Complete without script."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from parvis.access.api import Missing
from parvis.files import api as files
from parvis.identity.api import UPLOAD_ADDRESS, attempt, is_own_machine, throttled_address
from parvis.kernel import clock
from parvis.opinions.data import Answer, Refused
from parvis.opinions.domain import answering, keeping, showing
from parvis.opinions.models import Opinion
from parvis.opinions.views import words
from parvis.territory.api import organisations


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent with the form. again: the page is shown again without being answered (a file was left out)."""

    answer: Answer
    signed: str
    errors: dict[str, str]
    again: bool = False


def read(request: HttpRequest, opinion: Opinion, *, signs: bool) -> Sent:
    """What was typed, with its mistakes; files are taken in whatever the rest says, and stay."""
    post, errors = request.POST, dict[str, str]()
    again = "remove" in post
    if again:
        keeping.drop(opinion, post["remove"])
    for sent in request.FILES.getlist("files"):
        if not isinstance(sent, files.Spooled):
            raise TypeError("this page's files were not spooled")
        if not is_own_machine(request) and attempt(UPLOAD_ADDRESS, throttled_address(request)) is not None:
            errors["files"] = _("Too many files were sent from here: wait a while, then add the others.")
            break
        try:
            keeping.take(opinion, sent)
        except Refused as refused:
            errors["files"] = refused.message
    given = Answer(
        favour=post.get("favour", ""),
        words=post.get("reply", "").replace("\r\n", "\n"),
        replies=tuple((one["id"], post.get(f"q-{one['id']}", "")) for one in opinion.yes_no),
    )
    signed = post.get("signed", "").strip()[:200]
    if not again:
        errors |= answering.check(opinion, given)
        if signs and not signed:
            errors["signed"] = _("Give your name")
    return Sent(given, signed, errors, again)


def parts(opinion: Opinion, sent: Sent | None = None, *, signs: bool = False) -> dict[str, Any]:
    """What the page shows of an opinion. Two statements, and one for each file of the case."""
    given = sent.answer if sent else Answer("", "")
    said = dict(given.replies)
    today = clock.today()
    return {
        "opinion": opinion,
        "organisation": organisations.get(opinion.organisation_id).title,
        "state": words.state(opinion),
        "silence": words.silence(opinion) if opinion.state == "awaited" else "",
        "late": opinion.waits and opinion.due_on < today,
        "quoted": words.quoted(opinion),
        "shared": [one | {"favour": dict(words.favours())[one["favour"]]} for one in showing.shared(opinion)],
        "papers": showing.papers(opinion),
        "replies": words.replies(opinion),
        "favours": [
            {"value": value, "text": text, "checked": value == given.favour} for value, text in words.favours()
        ],
        "questions": [
            {
                "id": f"q-{one['id']}",
                "label": one["label"],
                "items": [
                    {"value": "yes", "text": _("Yes"), "checked": said.get(one["id"]) == "yes"},
                    {"value": "no", "text": _("No"), "checked": said.get(one["id"]) == "no"},
                ],
            }
            for one in opinion.yes_no
        ],
        "reply": given.words,
        "signs": signs,
        "signed": sent.signed if sent else opinion.to_name,
        "errors": sent.errors if sent else {},
        "named": [],
        "for_expert": True,
        "asked_below": opinion.waits,
        "colleagues": [],
        "typed": {"email": "", "name": "", "reason": ""},
        "most_megabytes": keeping.LARGEST // 1_000_000,
    }


def give_file(opinion: Opinion, file_id: uuid.UUID) -> HttpResponseBase:
    """A file of the case that was chosen for the expert, or one that they sent. Raises Missing."""
    try:
        if str(file_id) in {one["id"] for one in opinion.reply_files}:
            with keeping.holding(opinion.id):
                return files.download(keeping.fetch(opinion, file_id))
        if file_id not in opinion.files:
            raise files.FileNotFound(str(file_id))
        return files.download(files.fetch(file_id))
    except files.FileNotFound as error:
        raise Missing("file", file_id) from error
