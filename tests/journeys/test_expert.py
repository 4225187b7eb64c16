"""An expert outside, on a telephone of 360 px and without JavaScript: the link, the code, the files, the answer; and
the same link forwarded to somebody else.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from parvis.cases.models import Attachment
from parvis.opinions.data import Expert
from tests.browser import Browse, Server
from tests.conftest import _as_owner
from tests.factories import attached
from tests.opinions import asked
from tests.queue import run_waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _fits(page: Page, label: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if folder := os.environ.get("PARVIS_PICTURES"):
        page.screenshot(path=f"{folder}/expert-{label}.png", full_page=True)


def test_from_the_link_to_the_answer(server: Server, browse: Browse, settings: Any, tmp_path: Path) -> None:
    settings.PARVIS_VAR = tmp_path
    document = asked.document()
    document["form"]["pages"] = [*document["form"]["pages"], attached.PAGE]
    here = asked.desk(form=document["form"])
    made = attached.submit(here, plan__jpg=attached.picture())
    here.take(made, here.malik)
    with _as_owner():
        plan = Attachment.objects.get(case_id=made.case_id).id
    opinion = asked.ask(
        here,
        made,
        Expert(email="p.maes@sdis59.example", name="Capitaine Maes"),
        rule="safety",
        parts=("1.0", "2.0"),
        files=(plan,),
        yes_no=(("access", "L’accès des secours est-il libre ?"),),
    )
    path, host = asked.address_in(asked.mails("asked")[0]), here.place.host
    page = browse(width=360, height=740, javascript=False, host=host, answers=(422,))

    page.goto(server.address(path, host))
    expect(page.locator("body")).not_to_contain_text(opinion.words)
    _fits(page, "gate")
    page.get_by_role("button", name="Envoyez-moi le code").click()
    run_waiting()
    page.get_by_label("Code à six chiffres").fill(asked.code_in(asked.mails("code")[-1]))
    page.get_by_role("button", name="Lire ce qui est demandé").click()

    expect(page.locator("body")).to_contain_text(opinion.words)
    expect(page.locator("body")).not_to_contain_text("jean.deswarte@example.fr")
    _fits(page, "question")
    with page.expect_download() as got:
        page.get_by_role("link", name="plan.jpg").click()
    assert got.value.suggested_filename == "plan.jpg"

    page.get_by_role("button", name="Rendre cet avis").click()
    expect(page.get_by_role("link", name="Choisissez votre avis")).to_be_visible()
    _fits(page, "mistakes")
    page.get_by_label("Favorable avec des prescriptions").check()
    page.get_by_label("Oui").check()
    page.get_by_label("Motifs, prescriptions, remarques").fill("Laisser quatre mètres devant la borne.")
    page.get_by_label("Votre nom, tel qu’il sera lu").fill("Capitaine P. Maes")
    page.get_by_role("button", name="Rendre cet avis").click()
    expect(page.get_by_role("heading", name="Votre avis est rendu. Merci.")).to_be_visible()
    _fits(page, "given")
    run_waiting()
    [given] = asked.entries(made, "opinion_given")
    assert given.data["favour"] == "reserved"

    other = browse(width=360, height=740, javascript=False, host=host)
    other.goto(server.address(path, host))
    expect(other.get_by_role("button", name="Envoyez-moi le code")).to_be_visible()
    expect(other.locator("body")).not_to_contain_text("quatre mètres")
