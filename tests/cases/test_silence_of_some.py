"""A silence that concerns some requests only, and a request that goes to the commune that its answers name."""

import copy

import pytest
from django.utils.translation import override

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Silence
from parvis.cases.domain import handling
from parvis.cases.models import Case
from parvis.procedures.demonstration import temporary_bar
from tests.cases.conftest import AT
from tests.conftest import _as_owner

pytestmark = pytest.mark.django_db

WHEN = {"==": [{"var": "setting"}, "sports_ground"]}
CONCERNS = {"fr": "Dans un stade", "en": "In a stadium"}


def changed(**silence):
    raw = copy.deepcopy(temporary_bar.DEFINITION)
    raw["deadline"]["silence"] |= silence
    return raw


def test_it_has_no_date_where_it_does_not_concern_the_request(town):
    definition = CaseTypeDefinition.model_validate(changed(when=WHEN, concerns=CONCERNS))
    assert cases.check(definition) == []
    cases.types.publish(town.case_type.id, definition, at=AT)
    made = town.submit()
    with town.inside():
        case = Case.objects.get(id=made.case_id)
    assert (case.last_day, case.silence_on, case.silence_effect) == (None, None, "")


def test_it_has_its_dates_where_it_does(town):
    when = {"==": [{"var": "setting"}, "outside"]}
    cases.types.publish(
        town.case_type.id, CaseTypeDefinition.model_validate(changed(when=when, concerns=CONCERNS)), at=AT
    )
    made = town.submit()
    with town.inside():
        assert Case.objects.get(id=made.case_id).silence_effect == "acceptance"


def test_whom_it_concerns_is_said_and_survives_the_authority_s_word(town):
    definition = CaseTypeDefinition.model_validate(changed(when=WHEN, concerns=CONCERNS))
    cases.types.publish(town.case_type.id, definition, at=AT)
    said = {"effect": "refusal", "months": 1, "legal_base": {"fr": "Délibération", "en": "Resolution"}}
    with _as_owner():
        cases.types.confirm_silence(
            town.case_type.id, town.organisation_id, Silence.model_validate(said), by=cases.system("Authority"), at=AT
        )
    town.handling.refresh_from_db()
    silence = handling.silence_of(definition, town.handling)
    assert silence is not None
    assert (silence.confirmed, silence.when) == (True, WHEN)
    with override("fr"):
        assert cases.silence_sentence(silence).startswith("Dans un stade\u00a0: sans réponse après 1")


@pytest.mark.parametrize(
    "raw",
    [
        changed(when=WHEN),  # which requests? in words
        changed(effect="refusal", when={"==": [{"var": "gone"}, "x"]}, concerns=CONCERNS),
        changed() | {"destination": "gone.insee"},
    ],
)
def test_what_cannot_be_understood_is_not_published(raw):
    try:
        definition = CaseTypeDefinition.model_validate(raw)
    except ValueError:
        return
    assert cases.check(definition)
