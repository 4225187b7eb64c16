"""The files that go with the requests of the demonstration: small, drawn here, each of them marked as a specimen."""

import io
import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from parvis.files import api as files

#: the questions that ask for files, and what people call theirs: (name, title on the paper, a photo?)
_PAPERS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "address_proof": (
        ("facture électricité.pdf", "Facture d’électricité", False),
        ("IMG_2041.jpg", "Quittance de loyer", True),
    ),
    "family_record": (("livret de famille.jpg", "Livret de famille", True),),
    "registration": (("carte grise.jpg", "Certificat d’immatriculation", True),),
    "tax_notice": (("avis-impot.pdf", "Avis d’impôt sur le revenu", False),),
    "host_proof": (("carte identité.jpg", "Carte nationale d’identité", True),),
    "occupancy_proof": (("bail.pdf", "Bail d’habitation", False),),
}
_OTHERS = (("justificatif.pdf", "Justificatif", False),)


def _drawn(title: str, photo: bool) -> bytes:
    """A page with that title: a PDF, or a picture of paper on a table."""
    from PIL import Image, ImageDraw, ImageFont  # loaded late: no web worker draws

    draw = random.Random(title)  # noqa: S311 - no secret: the same drawing each time
    page = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(page)
    pen.text((60, 70), title, fill="#1d2733", font=ImageFont.load_default(34))
    pen.text((60, 125), "SPÉCIMEN – document inventé", fill="#a03020", font=ImageFont.load_default(20))
    for line in range(14):
        pen.rectangle((60, 200 + 36 * line, 60 + draw.randint(220, 500), 208 + 36 * line), fill="#c5ccd3")
    pen.rectangle((400, 740, 560, 820), outline="#5a6b7a", width=3)
    written = io.BytesIO()
    if not photo:
        page.save(written, "PDF", resolution=75.0)
        return written.getvalue()
    table = Image.new("RGB", (800, 1060), "#6b5844")
    table.paste(page.rotate(draw.choice((-2, 1, 2)), expand=True, fillcolor="#6b5844"), (80, 80))
    table.save(written, "JPEG", quality=60)
    return written.getvalue()


class Specimens:
    """Every file, looked into once as any upload is; a request takes those that suit its questions."""

    def __init__(self, ready: dict[str, tuple[files.Examined, ...]]) -> None:
        self._ready = ready

    def for_question(self, field: str, number: int) -> files.Examined:
        found = self._ready.get(field) or self._ready[""]
        return found[number % len(found)]


@contextmanager
def specimens() -> Iterator[Specimens]:
    """Draw the files and have each examined, as one that a browser sent."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parvis-specimens-")))
        ready: dict[str, tuple[files.Examined, ...]] = {}
        for field, papers in (*_PAPERS.items(), ("", _OTHERS)):
            found = []
            for place, (name, title, photo) in enumerate(papers):
                path = folder / f"{field}-{place}"
                path.write_bytes(_drawn(title, photo))
                spooled = stack.enter_context(closing(files.Spooled(name, path, path.stat().st_size, None, full=False)))
                looked = files.examined(spooled, kinds=frozenset({"picture", "pdf"}), largest=files.LARGEST_FILE)
                found.append(stack.enter_context(looked))
            ready[field] = tuple(found)
        yield Specimens(ready)
