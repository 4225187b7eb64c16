"""Plays the story: starts Parvis in its own folder on a free port, plays every act, writes docs/story.md."""

import os
import socket
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, EXECUTABLE
from tests.installation import Installation
from tools.story import scenes
from tools.story.telling import NotAsTold, Teller, afresh, frontispiece

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OPENING = """# A bar for one evening

The main job of Parvis, from the question to a sealed order that anyone can verify. `make story` plays it in a real
browser against the running product, takes these pictures, writes this page, and fails if one step is not as told here.
Nobody in it is real."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Play it; 1 when a step is not as told."""
    if not os.path.exists(EXECUTABLE):
        sys.stderr.write(f"{EXECUTABLE} is missing: `make test` installs it, or set PARVIS_CHROMIUM\n")
        return 1
    work = afresh(ROOT / "var" / "story")
    pictures = afresh(Path(tempfile.mkdtemp(dir=work)))
    product = Installation(work / "parvis", _free_port())
    sys.stdout.write("Starting Parvis on an empty folder\n")
    seconds = product.start(300)
    sys.stdout.write(f"The first page answers after {seconds:.1f} s, at {product.url()}\n")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
            teller = Teller(browser, product, pictures)
            scenes.play(teller)
            browser.close()
    except NotAsTold as error:
        sys.stderr.write(f"Not as told. {error}\nWhat was seen last: {work}/failed-*.png\n")
        return 1
    finally:
        product.stop()
    target = afresh(DOCS / "pictures")
    for picture in sorted(pictures.iterdir()):
        picture.rename(target / picture.name)
    frontispiece(target, "turn", "list", "order")
    teller.write(DOCS / "story.md", OPENING)
    sys.stdout.write(f"All as told: {DOCS / 'story.md'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
