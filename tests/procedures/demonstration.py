"""What the tests of the demonstration's procedures share: a town that offers one, and a way through it in a browser."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from parvis.access.api import Role, wall_for
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.models import Case, Draft
from parvis.forms.api import CompiledForm
from parvis.forms.data import Following
from parvis.forms.domain.questions import Question, Rows, rows_of
from parvis.kernel import clock
from parvis.procedures import api as procedures
from parvis.procedures.demonstration.answers import COMMUNES, files_asked
from parvis.procedures.demonstration.catalogue import CATALOGUE, Entry
from parvis.territory import models as territory_models
from parvis.territory.api import forget
from parvis.territory.domain.zones import Stretch, ZoneMap
from parvis.territory.plugins import demonstration_zones
from tests.conftest import _as_owner
from tests.factories import attached, people
from tests.factories.territory import Territory, territory

BY_SLUG = {entry.slug: entry for entry in CATALOGUE}
INSEE = ("59183", "59273")
DEPARTMENTS = ("etat-civil", "affaires-scolaires", "domaine-public", "stationnement")


#: what stands for a file where only rules are tried
FILE = {
    "id": "01900000-0000-7000-8000-00000000000a",
    "name": "justificatif.pdf",
    "size": 240_123,
    "media_type": "application/pdf",
    "sha256": "0" * 64,
}


def with_files(form: CompiledForm, answers: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    """The answers, with a file wherever one must be."""
    return {**answers, **{name: [FILE] for name in files_asked(form, answers, today)}}


def form_of(slug: str, communes: tuple[str, ...] = INSEE) -> CompiledForm:
    """The form, with the zones of the demonstration and no database."""
    definition = BY_SLUG[slug].definition(communes)
    followings = [Following(zone.variable, zone.address, zone.label, _zone_in(zone.table)) for zone in definition.zones]
    return CompiledForm(definition.form, followings)


def _zone_in(table: str) -> Callable[[Any, Mapping[str, Any]], str | None]:
    place = {demonstration_zones.SCHOOL_SECTORS: 0, demonstration_zones.PARKING: 1}[table]
    maps = {
        COMMUNES[insee].postcode: ZoneMap(Stretch(row[place], *row[2:]) for row in rows)
        for insee, rows in demonstration_zones.STREETS.items()
    }
    return lambda address, around: maps[address["postcode"]].find(address["street"])


def form_within(definition: CaseTypeDefinition) -> CompiledForm:
    """The form as it is asked in an organisation that the context names."""
    return CompiledForm(definition.form, cases.zones.followings(definition))


def problems(form: CompiledForm, answers: Mapping[str, Any], today: dt.date | str) -> dict[str, str]:
    """What keeps these answers from being sent, in English, by the HTML id of the input."""
    found = form.validate(dict(answers), {"today": str(today)}, language="en")
    return {anchor: words for page in found.values() for anchor, words in page.items()}


def typed(form: CompiledForm, page_id: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a person types on a page to give these answers: by the name of each input."""
    found: dict[str, Any] = {}
    (leaf,) = (one for one in form._leaves if one.page.id == page_id)
    with translation.override("fr"):
        for block in leaf.blocks():
            for rows, holder in rows_of(block.blocks, answers):
                if holder.get(block.id):
                    found[f"{block.html_id(rows)}-count"] = str(len(holder[block.id]))
        for question in leaf.questions():
            for rows, holder in rows_of(question.blocks, answers):
                found |= _inputs(question, holder.get(question.id), rows)
    return found


def _inputs(question: Question, value: Any, rows: Rows) -> dict[str, Any]:
    if value is None or not question.is_asked:
        return {}
    said = question.type.typed(value, question.asked["fr"])
    return {question.input_id(part, rows): values for part, values in said.items()}


@dataclass
class Offering:
    """Dunkerque and Gravelines, which offer one procedure, and its agents in Dunkerque."""

    entry: Entry
    territory: Territory
    form: CompiledForm
    places: dict[str, people.Place] = field(default_factory=dict)

    def agent(self, role: Role = Role.AGENT, label: str = "dunkerque") -> Any:
        place = self.places[label]
        return people.member(place, role, str(self.entry.sphere))

    @contextmanager
    def desk(self, who: Any) -> Iterator[Client]:
        client = Client()
        people.sign_in(client, who)
        yield client


def offering(slug: str) -> Offering:
    """The procedure, published and offered in both communes."""
    entry, found = BY_SLUG[slug], territory()
    communes = {"dunkerque": found.dunkerque, "gravelines": found.gravelines}
    places = {}
    with _as_owner():
        for label, commune in communes.items():
            made = [
                territory_models.Department.objects.create(organisation_id=commune.id, code=code, name_fr=code).pk
                for code in DEPARTMENTS
            ]
            walls = {str(entry.sphere): wall_for(commune.id, entry.sphere)}
            places[label] = people.Place(commune.id, f"{label}.localhost", made, walls)
        demonstration_zones.fill()
        forget()
        definition = entry.definition(INSEE)
        procedures.publish(
            found.group.id,
            slug,
            definition=definition,
            face=entry.face,
            sphere=entry.sphere,
            at=clock.now(),
            offered_by=[one.id for one in communes.values()],
        )
    return Offering(entry, found, form_within(definition), places)


@dataclass
class Way:
    """A resident's browser, without JavaScript, on a commune's site."""

    offered: Offering
    host: str = "dunkerque.localhost"
    client: Client = field(default_factory=Client)
    draft: str = ""

    def get(self, path: str) -> Any:
        return self.client.get(path, headers={"host": self.host})

    def post(self, path: str, data: Mapping[str, Any] | None = None) -> Any:
        return self.client.post(path, dict(data or {}), headers={"host": self.host})

    def start(self) -> str:
        """The start page, and the first page of a new draft."""
        slug = self.offered.entry.slug
        assert self.get(f"/demarches/{slug}/").status_code == 200
        begun = self.post(f"/demarches/{slug}/commencer/")
        assert begun.status_code == 302, begun.content
        self.draft = begun.url.split("/")[2]
        return str(begun.url)

    def send(self, page_id: str, answers: Mapping[str, Any]) -> Any:
        """Send one page. What it opened on the way is answered at the second time, as without JavaScript."""
        with _as_owner():
            version = Draft.objects.values_list("version", flat=True).get(id=self.draft)
        inputs = typed(self.offered.form, page_id, answers)
        (page,) = (one for one in self.offered.form.definition.pages if one.id == page_id)
        on_page = {getattr(item, "id", "") for section in page.sections for item in section.items}
        for name in files_asked(self.offered.form, answers, clock.today()):
            if name in on_page:
                inputs[f"f-{name}"] = SimpleUploadedFile(f"{name}.pdf", attached.pdf())
        return self.post(f"/brouillons/{self.draft}/page/{page_id}/", {**inputs, "version": str(version)})

    def through(self, answers: Mapping[str, Any]) -> Case:
        """From the start page to the receipt."""
        address = self.start()
        for _step in range(20):
            found = re.search(r"/page/([a-z_]+)/$", address)
            if found is None:
                break
            assert self.get(address).status_code == 200
            answer = self.send(found[1], answers)
            said = re.findall(r"<li><a href=\"#(.*?)\">(.*?)</a>", answer.content.decode())
            assert answer.status_code == 302, (found[1], said)
            address = answer.url
        checked = self.get(address)
        assert checked.status_code == 200, address
        sent = self.post(f"/brouillons/{self.draft}/envoyer/")
        assert sent.status_code == 302, sent.content
        receipt = self.get(sent.url)
        assert receipt.status_code == 200, sent.url
        with _as_owner():
            return Case.objects.get(reference=sent.url.rstrip("/").split("/")[-2])


def step(client: Client, case: Case, transition: str, **said: Any) -> Case:
    """An agent takes a transition on its page; the case as it then is."""
    address = f"/agents/dossiers/{case.reference}/suite/{transition}/"
    assert client.get(address).status_code == 200, transition
    with _as_owner():
        version = Case.objects.values_list("version", flat=True).get(id=case.id)
    answer = client.post(address, {"version": str(version), **said})
    assert answer.status_code == 302, (
        transition,
        re.findall(r"<li><a href=\"#(.*?)\">(.*?)</a>", answer.content.decode()),
    )
    with _as_owner():
        return Case.objects.get(id=case.id)
