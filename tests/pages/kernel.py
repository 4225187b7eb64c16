"""Pages of the shell."""

from collections.abc import Iterator

from parvis.kernel.ui.errors import EXPLANATIONS
from tests.browser import Server
from tests.pages import Visit, draws_no_page, visits

draws_no_page("ui:language", "takes a POST and leads back")


@visits("ui:components")
def components(server: Server) -> Iterator[Visit]:
    yield Visit("/demo/composants/", languages=("fr",))


@visits("ui:components_form")
def components_form(server: Server) -> Iterator[Visit]:
    yield Visit("/demo/composants/formulaire/", languages=("fr",))


@visits("ui:components_desk")
def components_desk(server: Server) -> Iterator[Visit]:
    yield Visit("/demo/composants/agent/", languages=("fr",))


@visits("ui:error_page")
def error_page(server: Server) -> Iterator[Visit]:
    for status in EXPLANATIONS:
        yield Visit(f"/demo/erreurs/{status}/", label=str(status), status=status)
    for path in ("/agents/nulle-part/", "/administration/nulle-part/"):
        yield Visit(path, label=f"desk{path.split('/')[1]}", status=404)
