"""A document as the files of a package, and these as a ZIP, one text, or a folder: always the same bytes a file.

Each file is JSON, two spaces deep; what fits on a line stands on one, so that a changed word is one changed line.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from parvis.packages.data import FORMAT, MANIFEST, Maker, Manifest, Package, Signature
from parvis.packages.domain import keys
from parvis.studio.data import Document

#: parts of the definition that stand together in `procedure.json`; any other has a file of its name
TOGETHER = ("name", "department", "destination", "title", "contact", "withdrawal", "eligible_again", "retention")
_WIDTH = 100
#: ZIP knows no earlier day: two packages of the same content are the same bytes
_NO_DAY = (1980, 1, 1, 0, 0, 0)


def pretty(value: Any) -> str:
    """JSON to read and compare: keys in their order, a line where it fits."""
    return "".join(_pieces(value, 0)) + "\n"


def _pieces(value: Any, depth: int) -> Iterator[str]:
    line = _line(value, _WIDTH - 2 * depth)
    if line is not None:
        yield line
        return
    if not isinstance(value, dict | list):
        yield json.dumps(value, ensure_ascii=False, allow_nan=False)
        return
    opened, closed = ("{", "}") if isinstance(value, dict) else ("[", "]")
    inner, between = "\n" + "  " * (depth + 1), opened
    for key, one in value.items() if isinstance(value, dict) else ((None, one) for one in value):
        yield between + inner + ("" if key is None else f"{json.dumps(key, ensure_ascii=False)}: ")
        yield from _pieces(one, depth + 1)
        between = ","
    yield "\n" + "  " * depth + closed


def _line(value: Any, room: int) -> str | None:
    """A value on one line, if it takes at most `room` characters: it is looked at no further than that."""
    if room < 1 or (isinstance(value, str) and len(value) > room):
        return None
    if not isinstance(value, dict | list):
        said = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return said if len(said) <= room else None
    opened, closed = ("{", "}") if isinstance(value, dict) else ("[", "]")
    found: list[str] = []
    room -= 2
    for key, one in value.items() if isinstance(value, dict) else ((None, one) for one in value):
        named = "" if key is None else f"{json.dumps(key, ensure_ascii=False)}: "
        text = _line(one, room - len(named))
        if text is None:
            return None
        found.append(named + text)
        room -= len(found[-1]) + 2
    # the last has no comma after it
    return opened + ", ".join(found) + closed if room >= -2 else None


def digest(value: Any) -> str:
    """SHA-256 of a part as its file."""
    return hashlib.sha256(pretty(value).encode()).hexdigest()


def parts(document: Document, schema: Any = None) -> dict[str, Any]:
    """The files of a document, by path. schema: of the answers, for who reads them elsewhere."""
    definition = document["definition"]
    form = definition["form"]
    found: dict[str, Any] = {
        "procedure.json": {name: definition[name] for name in TOGETHER if name in definition},
        "face.json": document["face"],
    }
    names = list(_names(page["id"] for page in form["pages"]))
    found["form/form.json"] = {name: one for name, one in form.items() if name != "pages"} | {"pages": names}
    found |= {f"form/pages/{name}.json": page for name, page in zip(names, form["pages"], strict=True)}
    for name, value in definition.items():
        if name in (*TOGETHER, "form", "examples"):
            continue
        found[f"{name}.json"] = value
    examples = definition.get("examples") or []
    if examples:
        names = list(_names(one["id"] for one in examples))
        found["examples.json"] = names
        found |= {f"examples/{name}.json": one for name, one in zip(names, examples, strict=True)}
    if schema is not None:
        found["schema/answers.json"] = schema
    return found


def _names(ids: Iterator[str]) -> Iterator[str]:
    """Names of files from ids, none twice."""
    taken: set[str] = set()
    for one in ids:
        name, number = one, 1
        while name in taken:
            number += 1
            name = f"{one}-{number}"
        taken.add(name)
        yield name


def package(
    document: Document,
    *,
    slug: str,
    sphere: str,
    at: dt.datetime,
    revision: int | None = None,
    maker: Maker | None = None,
    schema: Any = None,
    signed: bool = True,
) -> Package:
    """The package of a document, signed by the installation's key. Raises keys.NoKey."""
    held = parts(document, schema)
    manifest = Manifest(
        format=FORMAT,
        slug=slug,
        sphere=sphere,
        name=document["definition"]["name"],
        revision=revision,
        maker=maker or Maker(),
        made=at.astimezone(dt.UTC).replace(microsecond=0),
        files={path: digest(held[path]) for path in sorted(held)},
    )
    if signed:
        key, value = keys.sign(stated(manifest))
        manifest = manifest.model_copy(update={"signature": Signature(algorithm="Ed25519", key=key, value=value)})
    return Package(manifest, held)


def stated(manifest: Manifest) -> dict[str, Any]:
    """What is signed: the manifest without its signature."""
    return _manifest(manifest.model_copy(update={"signature": None}))


def _manifest(manifest: Manifest) -> dict[str, Any]:
    found: dict[str, Any] = manifest.model_dump(mode="json", exclude_none=True)
    return found


def files(made: Package) -> dict[str, str]:
    """Every file of a package as its text, the manifest first."""
    parts = {path: pretty(made.parts[path]) for path in sorted(made.parts)}
    return {MANIFEST: pretty(_manifest(made.manifest))} | parts


def as_zip(made: Package) -> bytes:
    """A package as an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files(made).items():
            entry = zipfile.ZipInfo(path, _NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text)
    return out.getvalue()


def as_text(made: Package) -> str:
    """A package as one text: its files by path."""
    return pretty({MANIFEST: _manifest(made.manifest)} | {path: made.parts[path] for path in sorted(made.parts)})
