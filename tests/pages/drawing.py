"""Pages of the studio on which a workflow is changed."""

from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile

from parvis.studio.domain.flow_operations import find
from tests.browser import Server
from tests.factories.people import cookies_of
from tests.incoming.papers import cerfa
from tests.pages import Visit, visits
from tests.pages.designing import HOST
from tests.studio.conftest import Changed, make_studio


def _draft() -> tuple[Changed, dict[str, object]]:
    """A ready workflow with a status that nothing leads to, and the signed-in designer's cookies."""
    studio = make_studio()
    draft = studio.begun()
    draft.act("use:papers", at="workflow")
    lost = {"agent_fr": "Perdue de vue", "resident_fr": "Nous la cherchons.", "kind": "open"}
    draft.post("circuit/statuses/un-de-plus/", lost)
    draft.post("circuit/kept/un-de-plus/", {"label_fr": "Montant de l’aide", "kind": "integer"})
    return draft, {"host": HOST, "cookies": cookies_of(studio.ines, host=HOST)}


@visits("studio:flow")
def workflow(server: Server) -> Iterator[Visit]:
    draft, how = _draft()
    yield Visit(f"{draft.path}circuit/", **how)


@visits("studio:flow_library")
def library(server: Server) -> Iterator[Visit]:
    draft, how = _draft()
    yield Visit(f"{draft.path}circuit/modeles/", **how)


@visits("studio:flow_add")
def new_part(server: Server) -> Iterator[Visit]:
    draft, how = _draft()
    yield Visit(f"{draft.path}circuit/timers/un-de-plus/", **how)


@visits("studio:flow_part")
def part(server: Server) -> Iterator[Visit]:
    draft, how = _steps()
    yield Visit(f"{draft.path}circuit/transitions/close/", label="step", **how)
    yield Visit(f"{draft.path}circuit/statuses/perdue_de_vue/", label="wrong", **how)


@visits("studio:flow_add_action")
def new_action(server: Server) -> Iterator[Visit]:
    draft, how = _draft()
    yield Visit(f"{draft.path}circuit/actions/close/une-de-plus/?type=message", **how)


@visits("studio:flow_action")
def action(server: Server) -> Iterator[Visit]:
    draft, how = _draft()
    yield Visit(f"{draft.path}circuit/actions/ask_papers/0/", **how)
    # a PDF form that a step fills in, field by field
    sent = {"type": "fill_form", "title": "Cerfa", "form": SimpleUploadedFile("cerfa.pdf", cerfa().bytes())}
    draft.post("circuit/actions/close/une-de-plus/", sent)
    place = len(find(draft.row.document, "transitions", "close")["actions"]) - 1
    yield Visit(f"{draft.path}circuit/actions/close/{place}/", label="form", languages=("fr",), **how)


@visits("studio:flow_condition")
def condition(server: Server) -> Iterator[Visit]:
    draft, how = _draft()
    yield Visit(f"{draft.path}circuit/actions/close/condition/", languages=("fr",), **how)


@visits("studio:flow_value")
def value(server: Server) -> Iterator[Visit]:
    draft, how = _draft()
    draft.post("circuit/actions/close/une-de-plus/", {"type": "set", "o_kept": "montant_de_l_aide"})
    yield Visit(f"{draft.path}circuit/actions/close/1/valeur/", languages=("fr",), **how)


def _steps() -> tuple[Changed, dict[str, object]]:
    """A step that asks, that two levels approve; an opinion whose délai is too long."""
    draft, how = _draft()
    place = "circuit/etape/close/"
    draft.post(f"{place}fields/une-de-plus/", {"label_fr": "Motif du classement", "type": "choice"})
    level = {"rights": ["supervisor"], "least": "2"}
    for name in ("Chef de service", "Finances"):
        draft.post(f"{place}approvals/une-de-plus/", {"label_fr": name, **level})
    opinion = {"label_fr": "Police municipale", "length": "400", "unit": "calendar", "silence": "favourable"}
    draft.post("avis/un-de-plus/", {**opinion, "told": "asked", "remind_days": "3", "choices-more": "Faut-il dévier ?"})
    return draft, how


@visits("studio:own_add")
def new_own(server: Server) -> Iterator[Visit]:
    draft, how = _steps()
    yield Visit(f"{draft.path}circuit/etape/close/approvals/une-de-plus/", **how)


@visits("studio:own")
def own(server: Server) -> Iterator[Visit]:
    draft, how = _steps()
    yield Visit(f"{draft.path}circuit/etape/close/fields/motif_du_classement/", label="question", **how)


@visits("studio:opinion_add")
def new_opinion(server: Server) -> Iterator[Visit]:
    draft, how = _draft()
    yield Visit(f"{draft.path}avis/un-de-plus/", languages=("en",), **how)


@visits("studio:opinion")
def opinion(server: Server) -> Iterator[Visit]:
    draft, how = _steps()
    yield Visit(f"{draft.path}avis/police_municipale/", languages=("fr",), **how)
