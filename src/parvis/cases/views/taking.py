"""Files that a page is sent with, or its script sends one by one: taken in for whoever holds them until it is sent."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext as _

from parvis.cases.data import NotAllowed
from parvis.cases.domain import attachments, proofs
from parvis.cases.models import Attachment
from parvis.files import api as files
from parvis.files.api import Reason
from parvis.forms.api import (
    CompiledForm,
    FileOptions,
    Question,
    file_line,
    packed_file,
    sent_places,
    too_many_files,
    unpacked_file,
)
from parvis.forms.data import PageResult
from parvis.identity.api import UPLOAD_ADDRESS, attempt, is_own_machine, throttled_address


@dataclass(frozen=True, slots=True)
class Place:
    """Where files are asked for on a page. html_id: id and name of the input."""

    question: Question
    html_id: str

    @property
    def most(self) -> int:
        return int(self.question.asked["fr"].options.max)


@dataclass(slots=True)
class Taken:
    """What of a page's files was taken in. post: its fields, with the files that count now."""

    post: QueryDict
    errors: dict[str, str] = field(default_factory=dict)
    focus: str | None = None
    photographs: str = ""
    """The input for which pages are to be photographed: its button was pressed."""

    def into(self, result: PageResult) -> PageResult:
        """The page's result with what is to be said of its files first; the page is shown again where files changed."""
        if not self.errors and self.focus is None:
            return result
        return replace(result, errors={**result.errors, **self.errors}, focus=result.focus or self.focus)


def message(reason: Reason, name: str, options: Any) -> str:
    """Why a file was not taken, and how to mend it."""
    words = {
        Reason.EMPTY: _("“%(name)s” is empty: choose it again, or another one."),
        Reason.KIND: _("“%(name)s” is not a file of the kinds asked for: send a picture or a PDF."),
        Reason.SIZE: _("“%(name)s” is too large: %(max)s MB at most. Send a smaller version of it."),
        Reason.DAMAGED: _("“%(name)s” is damaged or incomplete: open it to check, and send it again."),
        Reason.TOO_LARGE: _("“%(name)s” has too many pixels or pages: send a smaller version of it."),
        Reason.TOO_HEAVY: _("“%(name)s” is too heavy to be checked: send a simpler version of it."),
        Reason.ANIMATED: _("“%(name)s” is an animation: send a still picture."),
        Reason.LOCKED: _("“%(name)s” is protected by a password: print it to a new PDF and send that one."),
        Reason.ACTIVE: _("“%(name)s” contains programs or active forms: print it to a new PDF and send that one."),
        Reason.HOLDS_FILES: _("“%(name)s” contains other files: send each of them separately."),
        Reason.MIXED: _("“%(name)s” contains something besides its pages: print it to a new PDF and send that one."),
        Reason.INFECTED: _("“%(name)s” was not kept: a virus was found in it."),
        Reason.NO_PAGE: _("“%(name)s” is damaged or incomplete: open it to check, and send it again."),
    }
    if reason is Reason.KIND and "office" in options.kinds:
        return _("“%(name)s” is not a file of the kinds asked for.") % {"name": name}
    return words[reason] % {"name": name, "max": options.max_megabytes}


def busy(name: str) -> str:
    """What is said where the file is not to blame."""
    return _("“%(name)s” could not be checked or kept for the moment: try again in a few minutes.") % {"name": name}


def places(form: CompiledForm, page_id: str, post: QueryDict) -> list[Place]:
    """The inputs for files of a page as it was sent."""
    found = []
    for question in form.files:
        if question.page_id != page_id:
            continue
        found += [Place(question, question.html_id(rows)) for rows in sent_places(question, post)]
    return found


class Holder(Protocol):
    """Who has the files of a page until it is sent: a draft, or a correction."""

    @property
    def language(self) -> str:
        """In which errors are said."""

    def known(self) -> Mapping[str, Attachment]:
        """What its answers may name, by id."""

    def add(self, field: str, options: FileOptions, sent: files.Spooled) -> Attachment:
        """Take in a file. Raises files.FileRefused, files.FilesBusy, attachments.TooMuch, NotAllowed."""

    def take_off(self, attachment_id: uuid.UUID) -> None:
        """Remove a file that was added."""


def take_in(request: HttpRequest, form: CompiledForm, page_id: str, holder: Holder) -> Taken:
    """Take in the files that a page was sent with, and remove those that its buttons say. No statement where the page
    asks for none.
    """
    found = places(form, page_id, request.POST)
    if not found:
        return Taken(request.POST)
    taken = Taken(request.POST.copy())
    known = holder.known()
    for place in found:
        held = _held(taken.post, place, known)
        gone = taken.post.get(f"{place.html_id}-remove", "")
        if gone:
            holder.take_off(as_uuid(gone))
            held = [one for one in held if one["id"] != gone]
            taken.focus = place.html_id
        if f"{place.html_id}-photograph" in taken.post:
            taken.photographs = place.html_id
        _receive(request, holder, place, held, taken)
        if f"{place.html_id}-add-files" in taken.post:
            taken.focus = place.html_id
        taken.post.setlist(f"{place.html_id}-kept", [packed_file(one) for one in held])
    return taken


def _held(post: QueryDict, place: Place, known: Mapping[str, Attachment]) -> list[Any]:
    """The files that the page lists, as our own rows have them."""
    listed = post.getlist(f"{place.html_id}-kept")
    return [
        attachments.value(known[one])
        for one in dict.fromkeys(map(_id_in, listed))
        if one in known and proofs.suits(place.question, known[one])
    ]


def _id_in(text: str) -> str:
    found = unpacked_file(text)
    return found["id"] if found else ""


def _receive(request: HttpRequest, holder: Holder, place: Place, held: list[Any], taken: Taken) -> None:
    said = []
    for sent in request.FILES.getlist(place.html_id):
        if not isinstance(sent, files.Spooled):
            raise TypeError("this page's files were not spooled")
        if len(held) >= place.most:
            said.append(too_many_files(place.most))
            break
        if not is_own_machine(request) and attempt(UPLOAD_ADDRESS, throttled_address(request)) is not None:
            said.append(_("Too many files were sent from here: wait a while, then add the others."))
            break
        added, error, _status = _add(holder, place, sent)
        if added is not None:
            held.append(added)
        else:
            said.append(error)
    if said:
        taken.errors[place.html_id] = " ".join(said)


def _add(holder: Holder, place: Place, sent: files.Spooled) -> tuple[Any, str, int]:
    """Take in one file: its value, or what is said and the status that says it."""
    options = place.question.asked[holder.language].options
    try:
        made = holder.add(place.html_id, options, sent)
    except files.FileRefused as refused:
        return None, message(refused.reason, sent.said_name, options), 422
    except attachments.TooMuch:
        return None, _("This request holds as many files as it can: remove some that are not needed."), 422
    except files.FilesBusy:
        return None, busy(sent.said_name), 503
    except NotAllowed:
        return None, sent_already(), 410
    return attachments.value(made), "", 200


def sent_already() -> str:
    """What is said to who sends a file for what was sent."""
    return _("This request was sent already.")


def answer_one(request: HttpRequest, form: CompiledForm, page_id: str, holder: Holder) -> HttpResponse:
    """One file that a page's script sends as soon as it was chosen: its line for the list, or what is wrong.

    422 where the file is not taken, 503 where trying again may help, 410 once what it goes with was sent.
    """
    name = request.POST.get("name", "")
    place = next((one for one in places(form, page_id, request.POST) if one.html_id == name), None)
    sent = request.FILES.get("file")
    if place is None or not isinstance(sent, files.Spooled):
        return JsonResponse({"error": _("The file did not arrive whole: send it again.")}, status=422)
    added, error, status = _add(holder, place, sent)
    if added is None:
        return JsonResponse({"error": error}, status=status)
    return JsonResponse({"line": str(file_line(added, place.html_id)), "name": added["name"]})


def as_uuid(text: str) -> uuid.UUID:
    """The id that a page said, or one that is nobody's."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
