"""A visitor's way through the temporary bar, page by page."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from parvis.cases.models import Draft
from parvis.kernel import clock
from tests.conftest import _as_owner
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.factories.territory import Territory

HOST = "dunkerque.localhost"


def event_day() -> dt.date:
    return clock.today() + dt.timedelta(days=40)


def posts(**changes: Any) -> dict[str, dict[str, Any]]:
    """What a person types on each page."""
    day = event_day()
    following = day + dt.timedelta(days=1)
    said: dict[str, dict[str, Any]] = {
        "who": {
            "f-association-name": "Les Corsaires de la Citadelle",
            "f-association-rna": "W594001234",
            "f-association-siret": "",
            "f-agreed": "no",
        },
        "event": {"f-event_name": "Fête de la Saint-Jean", "f-setting": "outside", "f-occasion": "own_event"},
        "place_and_hours": {
            "f-place": "Place Jean-Bart",
            **_moment("f-opens_at", day, "18", "00"),
            **_moment("f-closes_at", following, "01", "00"),
            "f-groups": ["1", "3"],
        },
        "contact": {
            "f-responsible-first_names": "Jean",
            "f-responsible-family_name": "Deswarte",
            "f-capacity": "Trésorier",
            "f-email": "jean.deswarte@example.fr",
            "f-phone": "06 12 34 56 78",
        },
    }
    for page, values in changes.items():
        said[page] |= values
    return said


def _moment(name: str, day: dt.date, hour: str, minute: str) -> dict[str, str]:
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
        f"{name}-time": f"{hour} h {minute}",
    }


@dataclass
class Visit:
    """A browser on Dunkerque's site, and the draft that it began."""

    client: Client
    territory: Territory
    draft: str = ""

    def get(self, path: str) -> Any:
        return self.client.get(path, headers={"host": HOST})

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.post(path, data or {}, headers={"host": HOST, **headers})

    def begin(self) -> str:
        """Begin a draft; the address of its first page."""
        answer = self.post(f"/demarches/{SLUG}/commencer/")
        assert answer.status_code == 302, answer.content
        self.draft = str(answer.url.split("/")[2])
        return str(answer.url)

    def page(self, page_id: str) -> str:
        return f"/brouillons/{self.draft}/page/{page_id}/"

    def version(self) -> int:
        with _as_owner():
            return Draft.objects.values_list("version", flat=True).get(id=self.draft)

    def fill(self, **changes: Any) -> str:
        """Begin and fill in every page; where the last one leads."""
        address = self.begin()
        said = posts(**changes)
        for _step in range(10):
            page_id = re.search(r"/page/([a-z_]+)/$", address)
            if page_id is None:
                return address
            answer = self.post(address, {**said[page_id[1]], "version": str(self.version())})
            errors = re.findall(r"<li><a href=\"#(.*?)\">(.*?)</a>", answer.content.decode())
            assert answer.status_code == 302, (page_id[1], errors)
            address = answer.url
        raise AssertionError(address)


@pytest.fixture
def visit(db: None, client: Client) -> Visit:
    return Visit(client, temporary_bar_offered())
