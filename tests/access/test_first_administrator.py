"""The first administrator of a new organisation, whom nobody on screen could invite."""

from argparse import Namespace

import pytest
from django.test import Client

from parvis.access import cli as commands
from parvis.access.domain.walls import forget
from parvis.access.models import Membership, Wall
from parvis.kernel.cli import CommandError
from parvis.territory.data import Sphere
from parvis.territory.domain import directory as territory
from parvis.territory.models import Organisation
from tests.factories import people

CODE = "59183"


@pytest.fixture
def at(db):
    found = people.place()
    with people._as_owner():
        Wall.objects.filter(organisation_id=found.id).delete()
        Organisation.objects.filter(id=found.id).update(insee="59183")
    forget()
    territory.forget()
    return found


def run(code=CODE, email="cheffe@example.org", role="administrator"):
    with people._as_owner():
        commands.invite(Namespace(code=code, email=email, role=role))


def test_the_link_that_is_printed_makes_an_administrator_who_invites_others(at, capsys, settings):
    run(code=CODE)
    link = capsys.readouterr().out.splitlines()[-1].removeprefix("http://localhost:8000")
    browser = Client(HTTP_HOST="localhost:8000")
    body = {"given_name": "Claire", "family_name": "Vandamme", "password": people.PASSWORD}
    assert browser.post(link, body).status_code == 302
    assert browser.get(link).status_code == 410, "once"
    with people._as_owner():
        found = Membership.objects.select_related("person").get()
        assert (found.role, len(found.walls)) == ("administrator", len(Sphere))
    here = Client()
    people.sign_in(here, found.person, host=at.host)
    page = here.get("/agents/membres/").content.decode()
    assert page.count('name="spheres"') == len(Sphere)


@pytest.mark.parametrize("wrong", [{"code": "00000"}, {"email": "cheffe"}, {"role": "king"}])
def test_what_cannot_be_is_told(at, wrong):
    with pytest.raises(CommandError):
        run(**({"code": CODE} | wrong))
