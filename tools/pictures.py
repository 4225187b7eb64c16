"""`make pictures`: every page at 360 and 1280 px, on one contact sheet in var/pictures.

The pages are those that `tests/architecture/test_pages_axe.py` visits, on the same data; a page that fails its checks
is still on the sheet, and the command then ends with 1.
"""

import html
import os
import shutil
import subprocess
import sys
from itertools import accumulate
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "pictures"
#: sizes on the sheet, in pixels
COLUMN = {360: 180, 1280: 420}
HEIGHT, GAP, COLUMNS, LABEL = 560, 16, 3, 14


def shoot(arguments: list[str]) -> int:
    """Have the tests take the pictures; answers their exit code."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    environment = {**os.environ, "PARVIS_PICTURES": str(FOLDER), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "pytest", "tests/architecture/test_pages_axe.py", "-q", "--show-capture=no"]
    return subprocess.run([*command, "--tb=short", *arguments], cwd=ROOT, env=environment, check=False).returncode


def _path(name: str, width: int) -> Path:
    return FOLDER / f"{name}@{width}.png"


def _thumbnail(path: Path, width: int) -> Image.Image:
    with Image.open(path) as found:
        small = found.convert("RGB").resize((width, max(1, found.height * width // found.width)))
    return small.crop((0, 0, width, min(small.height, HEIGHT)))


def sheet() -> Path:
    """Assemble the pictures: one PNG to look at in one glance, one HTML page to look closer."""
    names = sorted({path.name.rpartition("@")[0] for path in FOLDER.glob("*@*.png")})
    cell_width = sum(COLUMN.values()) + 2 * GAP
    rows = [names[start : start + COLUMNS] for start in range(0, len(names), COLUMNS)]
    cells = {
        name: {
            width: _thumbnail(path, shown) for width, shown in COLUMN.items() if (path := _path(name, width)).exists()
        }
        for name in names
    }
    heights = [max(image.height for name in row for image in cells[name].values()) + LABEL + GAP for row in rows]
    canvas = Image.new("RGB", (COLUMNS * cell_width + GAP, sum(heights) + GAP), "#dfe3e6")
    pen = ImageDraw.Draw(canvas)
    for row, top in zip(rows, accumulate(heights, initial=GAP), strict=False):
        for column, name in enumerate(row):
            left = GAP + column * cell_width
            pen.text((left, top), name, fill="#17212b")
            for width, shown in COLUMN.items():
                if width in cells[name]:
                    canvas.paste(cells[name][width], (left, top + LABEL))
                left += shown + GAP // 2
    target = FOLDER / "sheet.png"
    canvas.save(target)
    figures = "\n".join(
        f"<h2>{html.escape(name)}</h2>" + "".join(f'<img src="{name}@{width}.png" width="{width}">' for width in COLUMN)
        for name in names
    )
    (FOLDER / "index.html").write_text(
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>Parvis</title>{figures}</html>'
    )
    return target


def main() -> int:
    code = shoot(sys.argv[1:])
    sys.stdout.write(f"{sheet()}\n")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
