"""Pages of the library of shared blocks."""

from collections.abc import Iterator

from parvis.studio.models import Shared
from tests.browser import Server
from tests.conftest import _as_owner
from tests.factories.people import cookies_of
from tests.pages import Visit, visits
from tests.studio.conftest import LIST, make_studio

HOST = "cu-dunkerque.localhost"


@visits("studio:blocks")
def library(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    path, cookies = f"{LIST}blocs/", cookies_of(studio.ines, host=HOST)
    yield Visit(path, label="none", host=HOST, cookies=cookies, languages=("fr",))
    draft = studio.begun()
    draft.act(f"share:{draft.row.document['definition']['form']['pages'][0]['id']}")
    yield Visit(path, label="one", host=HOST, cookies=cookies)


@visits("studio:block")
def block(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    draft = studio.begun()
    page = draft.row.document["definition"]["form"]["pages"][0]["id"]
    draft.act(f"share:{page}")
    with _as_owner():
        first = Shared.objects.get()
        newer = {**first.element, "title": {"fr": "Qui demande\u202f?", "en": "Who asks?"}}
        same = {"organisation_id": first.organisation_id, "key": first.key, "kind": first.kind, "at": first.at}
        Shared.objects.create(**same, number=2, element=newer)
    yield Visit(f"{LIST}blocs/{first.key}/", host=HOST, cookies=cookies_of(studio.ines, host=HOST))
