"""The bytes of a package → a document: bounded, whole, of our shape; or refused, and nothing is kept."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from parvis.kernel import archives
from parvis.packages.data import FORMAT, MANIFEST, Manifest, Package, Read, Unreadable
from parvis.packages.domain import keys, writing
from parvis.studio.api import shaped
from parvis.studio.data import Document, Refused

#: bytes that are sent, and that they become unpacked; files of one package
LARGEST, LARGEST_UNPACKED, MOST_FILES = 4_000_000, 12_000_000, 600
#: values of a package, and how deep one of them may lie
MOST_NODES, DEEPEST = 400_000, 100
_PATH = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}(?:/[a-z0-9][a-z0-9_-]{0,79}){0,3}\.json")
_FAMILY, _NUMBER = FORMAT.split("/")


def read(data: bytes) -> Read:
    """A package as it was sent: a ZIP, or one text. Raises Unreadable."""
    if len(data) > LARGEST:
        raise _too_large()
    if data.startswith(archives.MAGIC):
        texts = _in_folder(_unpacked(data))
        sealed = {path: hashlib.sha256(text).hexdigest() for path, text in texts.items()}
        values = {path: _json(path, text) for path, text in texts.items()}
    else:
        head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        held = _json("", data) if head == b"{" else None
        if not isinstance(held, dict) or MANIFEST not in held:
            raise no_package()
        values = held
        for path in values:
            _named(path)
        try:
            sealed = {path: writing.digest(value) for path, value in values.items()}
        except ValueError:  # halves of characters
            raise Unreadable(_("This holds characters that can’t be kept.")) from None
    return _whole(values, sealed)


def read_folder(texts: Mapping[str, bytes]) -> Read:
    """A package that was unpacked, by path. Raises Unreadable."""
    if len(texts) > MOST_FILES or sum(map(len, texts.values())) > LARGEST_UNPACKED:
        raise _too_large()
    for path in texts:
        _named(path)
    sealed = {path: hashlib.sha256(text).hexdigest() for path, text in texts.items()}
    return _whole({path: _json(path, text) for path, text in texts.items()}, sealed)


def no_package() -> Unreadable:
    """Something else was sent."""
    return Unreadable(_("This is no package of a procedure: send the .zip or .json file that Parvis made."))


def _too_large() -> Unreadable:
    return Unreadable(_("This package is too large: a procedure takes much less. Nothing was read."))


def _unpacked(data: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}

    def left() -> int:
        return LARGEST_UNPACKED - sum(map(len, found.values()))

    try:
        for name, text in archives.members(data, most_files=MOST_FILES, largest=left):
            if name in found:
                raise Unreadable(_("“%(name)s” stands there twice: it is refused.") % {"name": name[:100]})
            found[name] = text
    except archives.Unreadable as error:
        if error.reason is archives.Reason.TOO_MUCH:
            raise _too_large() from error
        raise Unreadable(_("This archive is damaged, or packed in a way that we don’t read.")) from error
    return found


def _in_folder(texts: dict[str, bytes]) -> dict[str, bytes]:
    """The files, out of the folder in which somebody packed them again. Raises Unreadable."""
    if MANIFEST not in texts:
        roots = {name.partition("/")[0] for name in texts}
        if len(roots) == 1 and f"{(root := roots.pop())}/{MANIFEST}" in texts:
            texts = {name.removeprefix(f"{root}/"): text for name, text in texts.items()}
    if MANIFEST not in texts:
        raise no_package()
    for path in texts:
        _named(path)
    return texts


def _named(path: str) -> None:
    """Nothing is ever written under these names; one that Parvis does not give is refused all the same."""
    if not _PATH.fullmatch(path):
        raise Unreadable(_("“%(name)s” has no place in a package.") % {"name": path[:100]})


def _json(path: str, text: bytes) -> Any:
    try:
        return _bounded(json.loads(text, object_pairs_hook=_once, parse_constant=_no_number))
    except RecursionError:
        raise Unreadable(_("This is nested too deep.")) from None
    except ValueError as error:  # also bytes that are no UTF-8
        said = {"where": path or _("This file"), "why": str(error)[:100]}
        raise Unreadable(_("%(where)s can’t be read as JSON (%(why)s).") % said) from None


def _bounded(value: Any) -> Any:
    """The value, if it is no deeper and no more than a procedure. Raises Unreadable."""
    left, level, depth = MOST_NODES, [value], 0
    while level:
        depth, left = depth + 1, left - len(level)
        if depth > DEEPEST:
            raise Unreadable(_("This is nested too deep."))
        if left < 0:
            raise _too_large()
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _whole(values: dict[str, Any], sealed: Mapping[str, str]) -> Read:
    manifest = _manifest(values[MANIFEST])
    held = {path: value for path, value in values.items() if path != MANIFEST}
    _unaltered(manifest, {path: sealed[path] for path in held})
    document = _document(held)
    return Read(Package(manifest, held), document, hashlib.sha256(said_text(manifest)).hexdigest())


def said_text(manifest: Manifest) -> bytes:
    """What a package is known by: its manifest without the signature, which names the digest of all else."""
    return json.dumps(writing.stated(manifest), sort_keys=True).encode()


def _manifest(value: Any) -> Manifest:
    said = value.get("format") if isinstance(value, dict) else None
    family, _slash, number = said.partition("/") if isinstance(said, str) else ("", "", "")
    if family != _FAMILY:
        raise no_package()
    if number != _NUMBER:
        raise Unreadable(
            _(
                "This package is of format %(number)s, which this version of Parvis does not read: update Parvis, or "
                "ask for a package of format %(ours)s."
            )
            % {"number": number[:20], "ours": _NUMBER}
        )
    try:
        return Manifest.model_validate_json(json.dumps(value))
    except (ValidationError, RecursionError, ValueError) as error:
        raise Unreadable(_wrong([(MANIFEST, error)])) from None


def _unaltered(manifest: Manifest, sealed: Mapping[str, str]) -> None:
    """Every file is the one that the manifest names, and the manifest is the one that was signed. Raises Unreadable."""
    for path in sorted({*manifest.files, *sealed}):
        if path not in sealed:
            raise Unreadable(_("This package was altered: %(path)s is missing. It is refused.") % {"path": path[:100]})
        if path not in manifest.files:
            raise Unreadable(_("This package was altered: %(path)s was added. It is refused.") % {"path": path})
        if manifest.files[path] != sealed[path]:
            raise Unreadable(
                _("This package was altered: %(path)s is not what was signed. It is refused.") % {"path": path}
            )
    signed = manifest.signature
    if signed is not None and not keys.verified(writing.stated(manifest), signed.key, signed.value):
        raise Unreadable(_("This package was altered: its signature is not that of what it says. It is refused."))


# -- the document ---------------------------------------------------------------------------------------------------


def _document(held: dict[str, Any]) -> Document:
    """The parts, put together. Raises Unreadable."""
    left = dict(held)
    left.pop("schema/answers.json", None)
    definition = _object(left, "procedure.json")
    if {"form", "examples"} & definition.keys():
        raise Unreadable(_("%(path)s does not hold what it should.") % {"path": "procedure.json"})
    face = _object(left, "face.json")
    form = _object(left, "form/form.json")
    form["pages"] = _listed(left, form.get("pages"), "form/pages")
    if "examples.json" in left:
        definition["examples"] = _listed(left, left.pop("examples.json"), "examples")
    definition["form"] = form
    for path in list(left):
        name = path.removesuffix(".json")
        if "/" in path or name in writing.TOGETHER or name in definition:
            raise Unreadable(_("“%(name)s” has no place in a package.") % {"name": path})
        definition[name] = left[path]
    try:
        return shaped({"definition": definition, "face": face})
    except ValidationError as error:
        raise Unreadable(_wrong([("face.json" if error.title == "Face" else "", error)])) from None
    except Refused as refused:
        raise Unreadable(str(refused)) from None
    except (RecursionError, ValueError):
        raise Unreadable(_("This is nested too deep.")) from None


def _object(left: dict[str, Any], path: str) -> dict[str, Any]:
    value = left.pop(path, None)
    if value is None:
        raise Unreadable(_("%(path)s is missing.") % {"path": path})
    if not isinstance(value, dict):
        raise Unreadable(_("%(path)s does not hold what it should.") % {"path": path})
    return dict(value)


def _listed(left: dict[str, Any], names: Any, folder: str) -> list[Any]:
    """The files of a folder in the order that is said."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Unreadable(_("%(path)s does not hold what it should.") % {"path": folder})
    found = []
    for name in names:
        path = f"{folder}/{name}.json"
        if path not in left:
            raise Unreadable(_("%(path)s is missing.") % {"path": path[:100]})
        found.append(left.pop(path))
    return found


_MOST_SAID = 5


def _wrong(errors: Iterable[tuple[str, Exception]]) -> str:
    """What is not of its type, and where: the first few."""
    found: list[str] = []
    for path, error in errors:
        if not isinstance(error, ValidationError):
            found.append(path)
            continue
        for one in error.errors(include_url=False, include_context=False, include_input=False)[:_MOST_SAID]:
            where = " › ".join(filter(None, (path, *(str(step)[:60] for step in one["loc"]))))
            found.append(f"{where} ({one['msg'][:120]})")
    return _("This package does not hold what a procedure holds: %(what)s.") % {"what": "; ".join(found)}
