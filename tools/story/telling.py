"""How a story is told: windows of people, pictures of what they see, the page that joins them."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import Watch
from tests.installation import Installation

#: a picture of the page must load over a slow line too
HEAVIEST = 150_000
PHONE, DESK = (390, 844), (1280, 800)
#: pages longer than so many windows are cut
LONGEST = 3.2
_WAIT = 20_000


class NotAsTold(AssertionError):
    """A step was not as the story says."""


@dataclass
class Teller:
    """The story as it goes: `pictures` is where the pictures lie, `product` what is played."""

    browser: Browser
    product: Installation
    pictures: Path
    watch: Watch = field(default_factory=Watch)
    lines: list[str] = field(default_factory=list)
    _count: int = 0
    _open: list[BrowserContext] = field(default_factory=list)

    def window(self, size: tuple[int, int]) -> Page:
        """A new browser of somebody: its own cookies, French, watched."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(_WAIT)
        self.watch.on(context)
        self._open.append(context)
        return context.new_page()

    def say(self, words: str) -> None:
        """A paragraph of the page."""
        self.lines += [words, ""]

    def shoot(self, page: Page, name: str, caption: str) -> None:
        """A picture of the page as it stands, from its top, in few colours."""
        height = page.evaluate("document.documentElement.scrollHeight")
        window = page.viewport_size or {"width": DESK[0], "height": DESK[1]}
        clip = {
            "x": 0,
            "y": 0,
            "width": window["width"],
            "height": min(height, int(window["height"] * LONGEST)),
        }
        self._keep(page.screenshot(full_page=True, clip=clip), name, caption)  # type: ignore[arg-type]

    def shoot_pdf(self, content: bytes, name: str, caption: str) -> None:
        """A picture of the first page of a PDF."""
        command = ["pdftoppm", "-png", "-singlefile", "-r", "80", "-"]
        done = subprocess.run(command, input=content, capture_output=True, check=True)
        self._keep(done.stdout, name, caption)

    def _keep(self, content: bytes, name: str, caption: str) -> None:
        self._count += 1
        target = self.pictures / f"{self._count:02d}-{name}.png"
        with Image.open(io.BytesIO(content)) as found:
            picture = found.convert("RGB")
        for colours in (128, 64, 32):
            few = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
            few.save(target, optimize=True)
            if target.stat().st_size <= HEAVIEST:
                break
        else:
            raise NotAsTold(f"{target.name} weighs {target.stat().st_size} bytes, {HEAVIEST} at most")
        width = min(picture.width, 720)
        self.lines += [f'<img src="pictures/{target.name}" width="{width}" alt="{caption}">', ""]

    @contextmanager
    def act(self, title: str) -> Iterator[None]:
        """One act, with its title; an error names it, and its last picture lies in var/story."""
        self.lines += [f"## {title}", ""]
        try:
            yield
        except Exception as error:
            self._leave_a_trace()
            raise NotAsTold(f"{title}: {error}") from error
        if self.watch.problems:
            raise NotAsTold(f"{title}: {'; '.join(dict.fromkeys(self.watch.problems))}")

    def _leave_a_trace(self) -> None:
        for number, context in enumerate(self._open):
            for page in context.pages:
                page.screenshot(path=str(self.product.var.parent / f"failed-{number}.png"), full_page=True)

    def write(self, page: Path, opening: str) -> None:
        """The page that tells it."""
        page.write_text("\n".join([opening, "", *self.lines]).rstrip() + "\n")


def frontispiece(pictures: Path, *names: str) -> None:
    """One picture of several, side by side, for the README: `readme.png`."""
    height, gap = 560, 20
    parts = []
    for name in names:
        with Image.open(next(pictures.glob(f"*-{name}.png"))) as found:
            whole = found.convert("RGB")
        part = whole.crop((0, 0, whole.width, min(whole.height, whole.width * 2)))
        parts.append(part.resize((part.width * height // part.height, height), Image.Resampling.LANCZOS))
    canvas = Image.new("RGB", (sum(part.width for part in parts) + gap * (len(parts) + 1), height + 2 * gap), "#e9edf0")
    left = gap
    for part in parts:
        canvas.paste(part, (left, gap))
        left += part.width + gap
    canvas.quantize(128, kmeans=1, dither=Image.Dither.NONE).save(pictures / "readme.png", optimize=True)


def reference_in(text: str) -> str:
    """The reference of a request in a text. Raises NotAsTold."""
    found = re.search(r"\b[A-Z]{2}-\d\d-[0-9A-Z]{5}-[0-9A-Z*~$=U]", text)
    if found is None:
        raise NotAsTold(f"no reference in: {text[:200]}")
    return found[0]


def afresh(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
