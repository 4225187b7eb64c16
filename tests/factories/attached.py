"""A temporary bar that asks for files, and files of our own making."""

import datetime as dt
import io
import secrets
import uuid
import zipfile
from contextlib import closing
from typing import Any

import pikepdf
from PIL import Image

from parvis.access.cookies import VISITOR as VISITOR_COOKIE
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Submitted
from parvis.files.api import Spooled
from parvis.files.domain import disk
from parvis.identity.secrets import digest
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting
from parvis.procedures import api as procedures
from parvis.procedures.demonstration import temporary_bar
from parvis.territory.data import OrganisationKind, Sphere
from parvis.territory.models import Organisation
from tests.cases.conftest import ANSWERS, VISITOR
from tests.conftest import _as_owner
from tests.factories.desk import Desk
from tests.factories.territory import territory

DUNKERQUE = "59183"
PAGE = {
    "id": "papers",
    "title": {"fr": "Vos pièces", "en": "Your papers"},
    "sections": [
        {
            "id": "papers_all",
            "items": [
                {
                    "id": "plan",
                    "type": "file",
                    "label": {"fr": "Plan des lieux", "en": "Plan of the place"},
                    "required": True,
                    "options": {"max": 3, "max_megabytes": 2},
                },
                {"id": "remark", "type": "text", "label": {"fr": "Remarque", "en": "Remark"}, "required": True},
                {
                    "id": "stalls",
                    "label": {"fr": "Stands", "en": "Stalls"},
                    "item_label": {"fr": "Stand", "en": "Stall"},
                    "fields": [
                        {
                            "id": "photo",
                            "type": "file",
                            "label": {"fr": "Photo du stand", "en": "Picture of the stall"},
                            "options": {"max": 1, "kinds": ["picture"]},
                        }
                    ],
                },
            ],
        }
    ],
}


#: a page that asks for a proof of identity, under the name of the file of `PAGE`
PROOF_PAGE: dict[str, Any] = {
    **PAGE,
    "sections": [
        {
            "id": "papers_all",
            "items": [
                {
                    "id": "plan",
                    "type": "identity_proof",
                    "label": {"fr": "Votre pièce d’identité", "en": "Your identity document"},
                    "required": True,
                    "options": {"max": 2, "keep_days": 2, "max_pages": 3},
                },
                {"id": "other", "type": "file", "label": {"fr": "Autre pièce", "en": "Another paper"}},
                {"id": "remark", "type": "text", "label": {"fr": "Remarque", "en": "Remark"}, "required": True},
            ],
        }
    ],
}


def lease_page() -> dict[str, Any]:
    """A page that asks for photographed pages: once, and in the rows of rows of a block."""
    lease = {"id": "lease", "type": "photographs", "label": {"fr": "Votre bail", "en": "Your lease"}}
    more = {**lease, "id": "more", "label": {"fr": "Avenant", "en": "Amendment"}}
    label = {"fr": "Logements", "en": "Homes"}
    inner = {"id": "rooms", "label": label, "item_label": {"fr": "Chambre", "en": "Room"}, "fields": [more]}
    homes = {"id": "homes", "label": label, "item_label": {"fr": "Logement", "en": "Home"}, "fields": [inner]}
    items = [{**lease, "required": True, "options": {"max_pages": 3}}, homes]
    return {**PAGE, "sections": [{"id": "papers_all", "items": items}]}


def definition(page: dict[str, Any] = PAGE) -> CaseTypeDefinition:
    """The temporary bar with a last page of files."""
    made: dict[str, Any] = temporary_bar.definition().model_dump(mode="json", exclude_unset=True)
    made["form"]["pages"] = [*made["form"]["pages"], page]
    return CaseTypeDefinition.model_validate(made)


def picture(size: tuple[int, int] = (60, 40), form: str = "JPEG", **saved: Any) -> bytes:
    """A picture, red on its left half."""
    held = io.BytesIO()
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    image.save(held, form, **saved)
    return held.getvalue()


def pdf(pages: int = 1, **root: Any) -> bytes:
    """A PDF of empty pages; `root`: more entries of its catalogue."""
    held = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(300, 400))
        for name, value in root.items():
            made.Root[f"/{name}"] = made.make_indirect(value)
        made.save(held)
    return held.getvalue()


def archive(**members: bytes) -> bytes:
    """A ZIP archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return held.getvalue()


def spooled(name: str, data: bytes) -> Spooled:
    """A file as it came in."""
    path = disk.incoming()
    path.write_bytes(data)
    return Spooled(name, path, len(data), None, full=False)


def add(draft_id: uuid.UUID, name: str, data: bytes) -> Any:
    """Attach a file to a draft within reach."""
    loaded = cases.drafts.load(draft_id)
    [question, *_] = loaded.published.form.files
    with closing(spooled(name, data)) as came:
        return cases.attachments.add(loaded.draft, "f-plan", question.asked["fr"].options, came, at=clock.now())


def ask_for_files(desk: Desk, page: dict[str, Any] = PAGE) -> None:
    """Have the desk's temporary bar ask for files from now on."""
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, definition(page), at=clock.now())


def submit(desk: Desk, **files: bytes) -> Submitted:
    """A request with these files, by name (dots are written `__`)."""
    draft_id, token = draft(desk, **files)
    with acting(Reach(actor="web", token=token)):
        return cases.submit(draft_id, by=VISITOR, at=clock.now())


def draft(desk: Desk, **files: bytes) -> tuple[uuid.UUID, str]:
    """A draft with these files, and what opens it."""
    opens = dt.datetime.combine(clock.today() + dt.timedelta(days=40), dt.time(18), PARIS)
    closes = opens + dt.timedelta(hours=6)
    answers = ANSWERS | {"opens_at": opens.isoformat(), "closes_at": closes.isoformat(), "remark": "voilà"}
    draft_id, token = desk.town.draft(answers)
    with acting(Reach(actor="web", token=token)):
        made = [add(draft_id, name.replace("__", "."), data) for name, data in files.items()]
        held = answers | {"plan": [cases.attachments.value(one) for one in made]}
        cases.drafts.save(draft_id, held, page="papers", version=1, by=VISITOR, at=clock.now())
    return draft_id, token


def begun_on_site(page: dict[str, Any] = PAGE, **files: bytes) -> tuple[str, dict[str, str]]:
    """A request begun on Dunkerque's site with these files; the address of its page of files, and what opens it."""
    with _as_owner():
        if not Organisation.objects.filter(insee=DUNKERQUE).exists():
            territory()
        dunkerque = Organisation.objects.get(insee=DUNKERQUE).id
        group = Organisation.objects.get(kind=OrganisationKind.GROUP).id
        procedures.publish(
            group,
            temporary_bar.SLUG,
            definition=definition(page),
            face=temporary_bar.FACE,
            sphere=Sphere.GENERAL,
            at=clock.now(),
            offered_by=[dunkerque],
        )
        offer = procedures.get(dunkerque, temporary_bar.SLUG)
    secret = secrets.token_urlsafe(32)
    opens = dt.datetime.combine(clock.today() + dt.timedelta(days=40), dt.time(18), PARIS)
    answers = ANSWERS | {
        "opens_at": opens.isoformat(timespec="minutes"),
        "closes_at": (opens + dt.timedelta(hours=6)).isoformat(timespec="minutes"),
    }
    with acting(Reach(token=digest(secret))):
        draft = cases.drafts.start(
            offer.case_type_id,
            dunkerque,
            by=VISITOR,
            at=clock.now(),
            token_hash=digest(secret),
            answers=answers,
        )
        made = [add(draft.id, name.replace("__", "."), data) for name, data in files.items()]
        if made:
            held = answers | {"plan": [cases.attachments.value(one) for one in made]}
            cases.drafts.save(draft.id, held, page="papers", version=1, by=VISITOR, at=clock.now())
    return f"/brouillons/{draft.id}/page/papers/", {VISITOR_COOKIE: secret}
