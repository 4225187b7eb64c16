"""A letterhead says what the territory knows of an organisation and of its department."""

import uuid

import pytest

from parvis.documents import api as documents
from parvis.documents.data import Issuer
from parvis.territory.api import departments
from tests.documents import samples
from tests.documents.reading import failures
from tests.documents.test_rendering import make
from tests.factories.territory import territory


@pytest.mark.django_db
def test_an_issuer_comes_from_the_territory(as_owner):
    with as_owner():
        dunkerque = territory().dunkerque
    department = departments.by_code(dunkerque.id, "vie-associative")
    issuer = documents.issuer_of(dunkerque.id, department.id)
    assert issuer.name == "Ville de Dunkerque"
    assert issuer.department == "Vie associative et événements"
    assert issuer.siren == dunkerque.siren
    assert issuer.phone
    assert issuer.address
    assert issuer.site == "http://dunkerque.localhost:8000"
    assert failures(make(samples.ORDER, issuer=issuer)) == []
    assert documents.issuer_of(dunkerque.id).department == ""
    assert isinstance(documents.issuer_of(dunkerque.id, language="en"), Issuer)


@pytest.mark.django_db
def test_a_receipts_department_has_every_mention(as_owner):
    with as_owner():
        dunkerque = territory().dunkerque
    for department in departments.of(dunkerque.id):
        named = documents.department_of(department.id)
        assert named.name
        assert named.phone
        assert named.email or named.address
        type(samples.RECEIPT).model_validate(samples.RECEIPT.model_dump() | {"department": named.model_dump()})


@pytest.mark.django_db
def test_an_unknown_organisation_is_said(as_owner):
    with as_owner():
        territory()
    with pytest.raises(LookupError):
        documents.issuer_of(uuid.UUID(int=1))
