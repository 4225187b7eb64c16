"""From data to PDF by Typst: what runs in the press (`parvis.documents.press`). No Django here: it is kept small.

Typst reads the sources below TYPST and the fonts of the folder it is given; no file of the machine, no package, no
address.
"""

import functools
import json
import re
from pathlib import Path
from typing import Any

from parvis.documents.failures import RenderingFailed
from parvis.documents.texts import map_texts, spelled

#: Where Typst reads from, and nowhere else.
TYPST = Path(__file__).resolve().parents[1] / "templates" / "typst"
STANDARDS = ["a-2a", "ua-1"]
FAMILY = "Atkinson Hyperlegible Next"
FACES = ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold")
_NOT_DRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


@functools.cache
def _compiler(folder: str) -> Any:
    import typst

    faces = [Path(folder) / face for face in FACES]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(f) for f in faces])
    if FAMILY not in fonts.families():
        raise RenderingFailed(f"the font {FAMILY} is not in {folder}: build the front end (npm ci), or set its folder")
    return typst.Compiler(root=TYPST, font_paths=fonts, ignore_system_fonts=True)


def compile_pdf(source: str, data: dict[str, Any], at: int, fonts: str, *, alone: bool = True) -> bytes:
    """Compile a source with its data; equal arguments give equal bytes.

    at: seconds since 1970, the moment in the PDF's metadata; fonts: the folder of the faces. Characters that no font
    draws are spelled by their code point. alone: it is a document, and not a part to put into another one.
    Raises RenderingFailed.
    """
    import typst

    change: dict[str, str] = {}
    while True:
        try:
            done = _compiler(fonts).compile(
                TYPST / source,
                format="pdf",
                sys_inputs={"data": json.dumps(_fit(data, change), ensure_ascii=False)},
                pdf_standards=STANDARDS if alone else [],
                timestamp=at,
            )
        except typst.TypstError as error:
            unknown = _not_drawn(f"{error.message}\n{error.diagnostic}") - change.keys()
            if not unknown:
                raise RenderingFailed(f"{source}: {error.message}") from error
            change |= {character: spelled(character) for character in unknown}
            continue
        assert isinstance(done, bytes)
        return _settled(done)


def _fit(data: dict[str, Any], change: dict[str, str]) -> dict[str, Any]:
    """The data with people's texts made fit for a page; the verification's picture and address are ours, left alone."""
    fit: dict[str, Any] = map_texts({**data, "verification": None}, change)
    return fit | {"verification": data["verification"]}


def _settled(pdf: bytes) -> bytes:
    """The same PDF with two ambiguities of its line ends taken away, at the same length.

    A stream whose last byte happens to be CR, followed by Typst's LF, ends in what reads as one CR LF: its length then
    seems wrong by one (ISO 19005-2 § 6.1.7.1), once in a few hundred documents; CR CR reads as it should. And pyHanko
    appends its update to these bytes: without an end of line the last %%EOF would not stand alone.
    """
    return pdf.replace(b"\r\nendstream", b"\r\rendstream") + b"\n"


def _not_drawn(message: str) -> set[str]:
    texts = _NOT_DRAWN.findall(message)
    return set("".join(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) for text in texts)) - {" "}
