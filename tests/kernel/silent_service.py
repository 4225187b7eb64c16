"""A small web service behind `Arriving`, as the product is served, with little patience: run with a port, a folder."""

import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from parvis.kernel.arriving import THREADS, Arriving

PATIENCE = 2.0


class Big:
    """An answer given out at the reader's pace, larger than any buffer on the way."""

    streaming = True

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(400):
            yield b"x" * 65_536

    def close(self) -> None:
        return


def work(environ: dict[str, Any], start: Any) -> Any:
    if environ["PATH_INFO"] == "/big":
        start("200 OK", [("Content-Type", "text/plain")])
        return Big()
    body = environ["wsgi.input"].read() if environ.get("CONTENT_LENGTH") else b""
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def main(port: int, folder: str) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    global application
    settings.configure(PARVIS_VAR=folder, ROOT_URLCONF="tests.kernel.silent_service", DATABASES={})
    application = Arriving(work, lost=PATIENCE, unread=PATIENCE)
    Granian(
        "tests.kernel.silent_service:application", port=port, interface=Interfaces.WSGI, blocking_threads=THREADS,
        workers=1, websockets=False,
    ).serve(target_loader=lambda _target: application)  # fmt: skip


urlpatterns: list[Any] = []
application: Any = None

if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
