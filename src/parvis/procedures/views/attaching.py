"""Files of a request being filled in: sent with their page, or one by one by its script; removed; read again."""

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from parvis.cases import api as cases
from parvis.cases.data import NotAllowed, NotFound
from parvis.files import api as files
from parvis.files.api import Reason
from parvis.forms.api import Question, file_line, packed_file, too_many_files, unpacked_file
from parvis.forms.data import PageResult
from parvis.identity.api import UPLOAD_ADDRESS, attempt, is_own_machine, throttled_address
from parvis.kernel import clock
from parvis.procedures.views.openings import Filling, open_draft

#: rows of a block, whatever a page says of their number
MOST_ROWS = 50


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
        Reason.ACTIVE: _("“%(name)s” holds programs or forms that act: print it to a new PDF and send that one."),
        Reason.HOLDS_FILES: _("“%(name)s” holds other files: send each of them by itself."),
        Reason.MIXED: _("“%(name)s” holds something beside its pages: print it to a new PDF and send that one."),
        Reason.INFECTED: _("“%(name)s” was not kept: a virus was found in it."),
        Reason.NO_PAGE: _("“%(name)s” is damaged or incomplete: open it to check, and send it again."),
    }
    if reason is Reason.KIND and "office" in options.kinds:
        return _("“%(name)s” is not a file of the kinds asked for.") % {"name": name}
    return words[reason] % {"name": name, "max": options.max_megabytes}


def busy(name: str) -> str:
    """What is said where the file is not to blame."""
    return _("“%(name)s” could not be checked or kept for the moment: try again in a few minutes.") % {"name": name}


def _places(filling: Filling, page_id: str, post: QueryDict) -> list[Place]:
    """The inputs for files of a page as it was sent."""
    found = []
    for question in filling.form.files:
        if question.page_id != page_id:
            continue
        rows: list[int | None] = [None]
        if question.block is not None:
            said = post.get(f"f-{question.block.id}-count", "")
            rows = list(range(min(int(said[:3]), MOST_ROWS))) if said.isascii() and said.isdigit() else []
        found += [Place(question, question.html_id(row)) for row in rows]
    return found


def take_in(request: HttpRequest, filling: Filling, page_id: str) -> Taken:
    """Take in the files that a page was sent with, and remove those that its buttons say. No statement where the page
    asks for none.
    """
    places = _places(filling, page_id, request.POST)
    if not places:
        return Taken(request.POST)
    taken = Taken(request.POST.copy())
    known = cases.attachments.of_draft(filling.id)
    for place in places:
        held = _held(taken.post, place, known)
        gone = taken.post.get(f"{place.html_id}-remove", "")
        if gone:
            cases.attachments.take_off(filling.id, _uuid(gone))
            held = [one for one in held if one["id"] != gone]
            taken.focus = place.html_id
        _receive(request, filling, place, held, taken)
        if f"{place.html_id}-add-files" in taken.post:
            taken.focus = place.html_id
        taken.post.setlist(f"{place.html_id}-kept", [packed_file(one) for one in held])
    return taken


def _held(post: QueryDict, place: Place, known: dict[str, Any]) -> list[Any]:
    """The files that the page lists, as our own rows have them."""
    listed = post.getlist(f"{place.html_id}-kept")
    return [cases.attachments.value(known[one]) for one in dict.fromkeys(map(_id_in, listed)) if one in known]


def _id_in(text: str) -> str:
    found = unpacked_file(text)
    return found["id"] if found else ""


def _receive(request: HttpRequest, filling: Filling, place: Place, held: list[Any], taken: Taken) -> None:
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
        added, error, _status = _add(filling, place, sent)
        if added is not None:
            held.append(added)
        else:
            said.append(error)
    if said:
        taken.errors[place.html_id] = " ".join(said)


def _add(filling: Filling, place: Place, sent: files.Spooled) -> tuple[Any, str, int]:
    """Take in one file: its value, or what is said and the status that says it."""
    options = place.question.asked[filling.language].options
    try:
        made = cases.attachments.add(filling.loaded.draft, place.html_id, options, sent, at=clock.now())
    except files.FileRefused as refused:
        return None, message(refused.reason, sent.said_name, options), 422
    except cases.attachments.TooMuch:
        return None, _("This request holds as many files as it can: remove some that are not needed."), 422
    except files.FilesBusy:
        return None, busy(sent.said_name), 503
    except NotAllowed:
        return None, _("This request was sent already."), 410
    return cases.attachments.value(made), "", 200


def addresses(filling: Filling, page_id: str) -> dict[str, str] | None:
    """Where the page's script sends and removes files; None where the page asks for none."""
    if all(question.page_id != page_id for question in filling.form.files):
        return None
    return {
        "add": reverse("procedures:attach", args=[filling.id, page_id]),
        "remove": reverse("procedures:detach", args=[filling.id, uuid.UUID(int=0)]),
    }


def file_address(filling: Filling) -> Any:
    """From a file's value to the address where the person reads it again."""
    return lambda one: reverse("procedures:attachment", args=[filling.id, one["id"]])


@never_cache
@require_POST
def attach(request: HttpRequest, draft_id: uuid.UUID, page_id: str) -> HttpResponse:
    """One file that the page's script sends as soon as it was chosen: its line for the list, or what is wrong.

    422 where the file is not taken, 503 where trying again may help, 410 once the request was sent.
    """
    filling = open_draft(request, draft_id)
    if filling.is_submitted:
        return JsonResponse({"error": _("This request was sent already.")}, status=410)
    name = request.POST.get("name", "")
    place = next((one for one in _places(filling, page_id, request.POST) if one.html_id == name), None)
    sent = request.FILES.get("file")
    if place is None or not isinstance(sent, files.Spooled):
        return JsonResponse({"error": _("The file did not arrive whole: send it again.")}, status=422)
    added, error, status = _add(filling, place, sent)
    if added is None:
        return JsonResponse({"error": error}, status=status)
    return JsonResponse({"line": str(file_line(added, place.html_id)), "name": added["name"]})


attach.takes_files = files.spool  # type: ignore[attr-defined]


@never_cache
@require_POST
def detach(request: HttpRequest, draft_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Remove a file that the page's script took off its list. Removed twice, it is gone all the same."""
    filling = open_draft(request, draft_id)
    if not filling.is_submitted:
        cases.attachments.take_off(filling.id, file_id)
    return HttpResponse(status=204)


@never_cache
@require_GET
def download(request: HttpRequest, draft_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """A file of the draft, to keep: what was received, as it will be seen."""
    filling = open_draft(request, draft_id)
    try:
        found = cases.attachments.find(file_id, draft_id=filling.id)
        return files.download(cases.attachments.file_of(found))
    except (NotFound, files.FileNotFound, files.FileDamaged):
        raise Http404 from None


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
