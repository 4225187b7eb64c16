"""Visitors of the page that verifies documents."""

import datetime as dt
import uuid
from collections.abc import Iterable

from playwright.sync_api import Page

from parvis.documents.models import Document
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from tests.browser import Server
from tests.pages import Visit, visits

AT = dt.datetime(2026, 11, 21, 13, 5, tzinfo=dt.UTC)
WALL = uuid.UUID(int=1)


def _document(code: str, number: str, **values: object) -> Document:
    with acting(Reach(walls=(WALL,))):
        return Document.objects.create(
            id=new_id(),
            wall_id=WALL,
            organisation_id=WALL,
            organisation_name="Ville de Dunkerque",
            kind="order",
            number=number,
            title="Arrêté",
            language="fr",
            short_code=code,
            requested_at=AT,
            **values,
        )


def _sends_a_file(page: Page) -> None:
    page.set_input_files("#file", {"name": "copie.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 other"})
    page.locator("form[enctype] button").click()


def _sends_nothing(page: Page) -> None:
    page.locator("form[enctype] button").click()


@visits("documents:verify")
def verify(server: Server) -> Iterable[Visit]:
    yield Visit("/verifier/")
    yield Visit("/verifier/?code=", "sans code", status=422)
    yield Visit("/verifier/", "fichier inconnu", act=_sends_a_file)
    yield Visit("/verifier/", "sans fichier", act=_sends_nothing)


@visits("documents:verify_code")
def verify_code(server: Server) -> Iterable[Visit]:
    digest = {"sha256": "3f" * 32, "seal_sha256": "4e" * 32, "sealed_at": AT}
    newer = _document("4F7K2H9MQRSV", "2026-DB-0043", **digest)
    _document("4F7K2H9MQRST", "2026-DB-0042", **digest | {"sha256": "aa" * 32})
    _document("4F7K2H9MQRSW", "2026-DB-0044", content={})
    _document("4F7K2H9MQRSX", "2026-DB-0045", **digest | {"sha256": "bb" * 32}, revoked_at=AT, replaced_by_id=newer.id)
    yield Visit("/verifier/4F7K2H9MQRST", "à nous")
    yield Visit("/verifier/4F7K2H9MQRSW", "en cours")
    yield Visit("/verifier/4F7K2H9MQRSX", "retiré")
    yield Visit("/verifier/000000000000", "inconnu", status=404)
