"""What `parvis check` and the demonstration do with the territory."""

from argparse import Namespace

import pytest

from parvis.kernel import cli
from parvis.kernel.demonstration import FILLERS
from parvis.territory import cli as commands
from parvis.territory.api import departments, organisations
from parvis.territory.domain import directory
from parvis.territory.plugins.checks import territory as check
from tests.factories.territory import territory

pytestmark = pytest.mark.django_db


def test_no_territory_is_a_problem_with_its_mend() -> None:
    directory.forget()
    assert [(found.level, "territory create" in found.mend) for found in check()] == [("problem", True)]


def test_an_organisation_without_telephone_is_named_with_the_command_that_mends_it() -> None:
    town = territory()
    assert [found.level for found in check()] == ["ok"]
    organisations.set_contact(town.gravelines.id, phone="")
    (found,) = check()
    assert found.level == "problem"
    assert "Ville de Gravelines" in found.text
    assert "59273" in found.mend
    commands.contact(
        Namespace(code="59273", phone="03 28 23 59 00", email=None, address="1 rue\\n59820 Gravelines", website=None)
    )
    assert [found.level for found in check()] == ["ok"]
    assert organisations.get(town.gravelines.id).contact.address == "1 rue\n59820 Gravelines"


def test_the_contact_command_says_what_is_wrong() -> None:
    territory()
    options = {"phone": "12", "email": None, "address": None, "website": None}
    with pytest.raises(cli.CommandError, match="no telephone number"):
        commands.contact(Namespace(code="59183", **options))
    with pytest.raises(cli.CommandError, match="99999"):
        commands.contact(Namespace(code="99999", **options))


def test_the_create_command_reports_and_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    directory.forget()
    options = {"epci": "", "dry_run": True}
    commands.create(Namespace(commune="2A004", **options))
    said = capsys.readouterr().out
    assert "nothing was written" in said
    assert "Ville d’Ajaccio" in said
    with pytest.raises(cli.CommandError, match="75056"):
        commands.create(Namespace(commune="75107", **options))
    with pytest.raises(cli.CommandError, match="one of them"):
        commands.create(Namespace(commune="", **options))


def test_the_demonstration_has_eighteen_organisations_that_can_all_be_called() -> None:
    directory.forget()
    filler = FILLERS["10-territory"]
    assert filler.empty()
    filler.fill()
    assert not filler.empty()
    assert len(organisations.all()) == 18
    assert organisations.without_phone() == []
    dunkerque = organisations.by_insee("59183")
    assert dunkerque is not None
    assert departments.by_code(dunkerque.id, "vie-associative").name.fr == "Vie associative et événements"
