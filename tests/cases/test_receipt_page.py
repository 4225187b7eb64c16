"""The receipt, on screen and by e-mail: every mention of the law, and how to find the request again."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.utils.translation import override

from parvis.cases import api as cases
from parvis.cases.data import Silence, SilenceEffect
from parvis.cases.models import Case
from parvis.forms.data import LocalizedText
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.kernel.ui.formats import date_long
from parvis.notifications.models import Mail
from tests.cases.conftest import ANSWERS, VISITOR
from tests.cases.own import HOST, case_of, opened, plain, words
from tests.conftest import _as_owner
from tests.factories.desk import Desk, desk as make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def visitor(desk: Desk) -> Client:
    return Client(headers={"host": HOST})


# ── The receipt

#: CRPA R112-11-1, with L232-3 where silence accepts, L232-4, L411-2 and CJA R421-1 where it refuses
ALWAYS = [
    "{received}",
    "{last_day}",
    "{silence_on}",
    "Vie associative et événements",
    "Place Charles-Valentin",
    "03 28 26 26 26",
    "mairie@example.fr",
    "{reference}",
]
MENTIONS = {
    ("fr", "acceptance"): ["réputée acceptée le {silence_on}", "attestation", "L. 232-3"],
    ("en", "acceptance"): ["deemed accepted on {silence_on}", "attestation", "L. 232-3"],
    ("fr", "refusal"): [
        "réputée rejetée le {silence_on}",
        "L. 232-4",
        "dans un délai de deux mois",
        "tribunal administratif de Lille",
        "R. 421-1",
    ],
    ("en", "refusal"): [
        "deemed refused on {silence_on}",
        "L. 232-4",
        "within two months",
        "tribunal administratif de Lille",
        "R. 421-1",
    ],
}
EFFECTS = pytest.mark.parametrize("effect", ["acceptance", "refusal"])


def silent(desk: Desk, effect: str) -> None:
    """Have the town read the law so."""
    silence = Silence(effect=SilenceEffect(effect), months=2, legal_base=LocalizedText(fr="CRPA", en="CRPA"))
    with _as_owner():
        cases.types.confirm_silence(
            desk.town.case_type.id, desk.town.organisation_id, silence, by=cases.system("Authority"), at=clock.now()
        )


def mentions(case: Case, language: str) -> list[str]:
    assert case.last_day is not None
    assert case.silence_on is not None
    with override(language):
        facts = {
            "received": plain(date_long(case.received_on)),
            "last_day": plain(date_long(case.last_day)),
            "silence_on": plain(date_long(case.silence_on)),
            "reference": case.reference,
        }
    return [mention.format(**facts) for mention in [*ALWAYS, *MENTIONS[language, case.silence_effect]]]


@EFFECTS
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_receipt_states_every_mention_of_the_law(desk, visitor, language, effect):
    silent(desk, effect)
    made = desk.submit()
    page = opened(visitor, made).get(f"/demandes/{made.reference}/recu/", headers={"accept-language": language})
    assert page.status_code == 200
    said = words(page.content)
    missing = [mention for mention in mentions(case_of(made), language) if mention.lower() not in said.lower()]
    assert not missing, (missing, said)


@EFFECTS
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("part", ["text", "html"])
def test_so_does_its_email(desk, language, part, effect):
    silent(desk, effect)

    token = uuid.uuid4().hex * 2
    with acting(Reach(actor="web", token=token)):
        draft = cases.drafts.start(
            desk.town.case_type.id, desk.town.organisation_id, by=VISITOR, at=clock.now(), token_hash=token,
            language=language, answers=ANSWERS | {
                "opens_at": (clock.now() + dt.timedelta(days=80)).isoformat(timespec="seconds"),
                "closes_at": (clock.now() + dt.timedelta(days=80, hours=3)).isoformat(timespec="seconds"),
            },
        )  # fmt: skip
        made = cases.submit(draft.id, by=VISITOR, at=clock.now())
    with desk.town.inside():
        mail = Mail.objects.get(case_id=made.case_id)
    said = words(getattr(mail, part)) if part == "html" else plain(mail.text).replace("\u202f", " ")
    missing = [mention for mention in mentions(case_of(made), language) if mention not in said]
    assert not missing, (missing, said)
    assert f"http://{HOST}/demandes/{made.reference}/" in getattr(mail, part)


def test_the_receipt_can_be_read_aloud_kept_and_found_again(desk, visitor):
    made = desk.submit()
    said = words(opened(visitor, made).get(f"/demandes/{made.reference}/recu/").content)
    prefix, year, code, check = made.reference.split("-")
    assert f"{' '.join(prefix)}, {' '.join(year)}, {' '.join(code)}, {check}" in said
    assert "jean.deswarte@example.fr" in said
    assert "Le PDF est en préparation" in said
    assert "Créer un compte ou se connecter" in said
    assert "Fête de la Saint-Jean" in said


def test_no_email_address_breaks_nothing_and_is_said(desk, visitor, as_owner):
    made = desk.submit()
    with as_owner():
        case = Case.objects.get(id=made.case_id)
        case.answers = {name: answer for name, answer in case.answers.items() if name != "email"}
        case.save(update_fields=["answers"])
    client = opened(visitor, made)
    said = words(client.get(f"/demandes/{made.reference}/recu/").content)
    assert "Vous n’avez pas donné d’adresse électronique" in said
    assert "avec la référence et votre numéro de téléphone" in said
    desk.take(made, desk.sofia)
    assert client.get(f"/demandes/{made.reference}/").status_code == 200
