"""Photographed pages made one PDF: taken, put in order, turned, taken again, on one page, without script too."""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from parvis.cases.data import NotAllowed
from parvis.cases.domain import attachments
from parvis.cases.domain.photographs import Holder, blurred
from parvis.cases.models import Attachment
from parvis.cases.views import taking
from parvis.files import api as files
from parvis.forms.api import Question
from parvis.identity.api import UPLOAD_ADDRESS, attempt, is_own_machine, throttled_address
from parvis.kernel import clock

_ACT = re.compile(r"(up|down|left|right|remove|again|keep):([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class Asked:
    """For which question. html_id: its input; made: keeps the PDF as the answer, and says what is wrong, or nothing."""

    holder: Holder
    question: Question
    html_id: str
    language: str
    title: str
    back: str
    made: Callable[[Attachment], str]

    @property
    def options(self) -> Any:
        return self.question.asked[self.language].options

    @property
    def label(self) -> str:
        return self.question.asked[self.language].label


def respond(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The page; what its buttons do. Every change is kept at once: what is left unfinished is there again."""
    pages = asked.holder.pages(asked.html_id)
    error, at = "", len(pages) + 1
    if request.method == "POST":
        sent = [one for one in request.FILES.getlist("pages") if isinstance(one, files.Spooled)]
        if sent:
            error = _add(request, asked, pages, sent)
        act = _ACT.fullmatch(request.POST.get("act", ""))
        if act and not error:
            at = _act(asked, pages, act[1], act[2])
        if not error and request.POST.get("act") == "make":
            error = _make(asked, asked.holder.pages(asked.html_id))
            if not error:
                return HttpResponseRedirect(f"{asked.back}#{asked.html_id}")
        if not error:
            again = f"?page={at}" if act and act[1] == "again" else ""
            return HttpResponseRedirect(f"{request.path}{again}#{'photo' if not pages or again else 'pages'}")
        pages = asked.holder.pages(asked.html_id)
    return render(request, "cases/photographs.html", _parts(request, asked, pages, error), status=422 if error else 200)


def _parts(request: HttpRequest, asked: Asked, pages: Sequence[Attachment], error: str) -> dict[str, Any]:
    said = request.GET.get("page", "")
    place = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 0
    return {
        "procedure": asked.title,
        "question": asked.label,
        "hint": asked.question.asked[asked.language].hint,
        "back": asked.back,
        "error": error,
        "most": asked.options.max_pages,
        "full": len(pages) >= asked.options.max_pages,
        "place": place if 0 < place <= len(pages) else 0,
        "pages": [
            {
                "id": page.id,
                "turned": page.turned,
                "blurred": blurred(page),
                "picture": f"data:image/webp;base64,{base64.b64encode(bytes(page.thumbnail)).decode('ascii')}",
            }
            for page in pages
        ],
    }


def _add(request: HttpRequest, asked: Asked, pages: list[Attachment], sent: Sequence[files.Spooled]) -> str:
    """Take pages in, behind those there are or at the place that was left for them; what is wrong, or nothing."""
    wrong = []
    said = request.POST.get("place", "")
    place = int(said) - 1 if said.isascii() and said.isdigit() and len(said) < 3 else len(pages)
    place = min(max(place, 0), len(pages))
    for one in sent:
        if len(pages) >= asked.options.max_pages:
            wrong.append(_("%(max)d pages at most") % {"max": asked.options.max_pages})
            break
        if not is_own_machine(request) and attempt(UPLOAD_ADDRESS, throttled_address(request)) is not None:
            wrong.append(_("Too many files were sent from here: wait a while, then add the others."))
            break
        try:
            pages.insert(place, asked.holder.add(asked.html_id, one, place=place + 1, at=clock.now()))
            place += 1
        except files.FileRefused as refused:
            wrong.append(taking.message(refused.reason, one.said_name, asked.options))
        except files.FilesBusy:
            wrong.append(taking.busy(one.said_name))
        except attachments.TooMuch:
            wrong.append(_("This request holds as many files as it can: remove some that are not needed."))
            break
        except NotAllowed:
            wrong.append(taking.sent_already())
            break
    asked.holder.arrange(pages)
    return " ".join(wrong)


def _act(asked: Asked, pages: list[Attachment], act: str, page_id: str) -> int:
    """Do what a button says of a page; the place at which the next one is to stand. A page that is gone: nothing."""
    place = next((place for place, page in enumerate(pages) if str(page.id) == page_id), None)
    if place is None:
        return len(pages) + 1
    page = pages[place]
    if act in ("remove", "again"):
        asked.holder.remove(page.id)
        pages.remove(page)
    elif act in ("up", "down"):
        pages.insert(max(0, place + (1 if act == "down" else -1)), pages.pop(place))
    elif act in ("left", "right"):
        page.turned = (page.turned + (90 if act == "right" else 270)) % 360
    else:
        page.sharpness = 0
    asked.holder.arrange(pages)
    return place + 1


def _make(asked: Asked, pages: Sequence[Attachment]) -> str:
    """Make one PDF of the pages and keep it as the answer; what is wrong, or nothing."""
    if not pages:
        return _("Photograph a page first")
    name = f"{asked.label[:80].rstrip(' ?!:')}.pdf"
    try:
        with asked.holder.bound(pages, name=name, largest=asked.options.largest) as found:
            made = asked.holder.put(asked.html_id, found, at=clock.now())
    except files.FileRefused as refused:
        return taking.message(refused.reason, name, asked.options)
    except (files.FilesBusy, files.FileNotFound, files.FileDamaged):
        return taking.busy(name)
    except attachments.TooMuch:
        return _("This request holds as many files as it can: remove some that are not needed.")
    except NotAllowed:
        return taking.sent_already()
    error = asked.made(made)
    if error:
        asked.holder.remove(made.id)
    return error


__all__ = ["Asked", "Attachment", "Holder", "respond"]
