"""Pages of the studio: imagined residents, as expected and not."""

from collections.abc import Iterator

from tests.browser import Server
from tests.factories.people import cookies_of
from tests.pages import Visit, visits
from tests.pages.designing import HOST
from tests.studio.conftest import make_studio
from tests.studio.test_examples import kept_and_red


@visits("studio:examples")
def examples(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    draft = studio.begun()
    cookies = cookies_of(studio.ines, host=HOST)
    yield Visit(f"{draft.path}exemples/", label="none", host=HOST, cookies=cookies)
    kept_and_red(draft)
    yield Visit(f"{draft.path}exemples/", label="red", host=HOST, cookies=cookies)


@visits("studio:example")
def example(server: Server) -> Iterator[Visit]:
    studio = make_studio()
    draft = studio.begun()
    kept_and_red(draft)
    yield Visit(f"{draft.path}exemples/exemple_1/", host=HOST, cookies=cookies_of(studio.ines, host=HOST))
