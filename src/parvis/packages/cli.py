"""`parvis procedures export` and `parvis procedures import`: signed packages, without a browser."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import override

from parvis.kernel import cli

if TYPE_CHECKING:
    from parvis.packages.data import Package, Read
    from parvis.territory.data import Organisation

_CODE = cli.argument("organisation", metavar="CODE", help="INSEE code of a commune, or SIREN")


def _organisation(code: str) -> Organisation:
    from parvis.territory.api import organisations

    found = organisations.by_insee(code) or organisations.by_siren(code)
    if found is None:
        raise cli.CommandError(f"No organisation of this territory has the code {code}.")
    return found


@cli.command(
    "procedures export",
    "Write a procedure of an organisation as a signed package: an archive, one text, or a folder",
    arguments=[
        _CODE,
        cli.argument("slug", metavar="SLUG", help="the end of its address: /demarches/SLUG/"),
        cli.argument("--revision", type=int, metavar="N", help="an earlier revision than the one online"),
        cli.argument("--out", required=True, metavar="PATH", help="a .zip, a .json (one text), or a folder"),
    ],
    role="owner",
)
def export(options: Namespace) -> int | None:
    """Raises CommandError for what there is not."""
    from parvis.cases import api as cases
    from parvis.packages.domain import keys, leaving
    from parvis.studio.data import Missing
    from parvis.territory.api import sites

    here = _organisation(options.organisation)
    found = next((one for one in cases.types.owned(here.id) if one.slug == options.slug), None)
    if found is None:
        raise cli.CommandError(f"{here.title} has made no procedure at the address {options.slug}.")
    try:
        made = leaving.made(here, found.id, options.revision, host=sites.of(here.id).host)
    except Missing:
        raise cli.CommandError("There is no such revision of it.") from None
    except keys.NoKey as error:
        raise cli.CommandError(str(error)) from error
    _write(made, Path(options.out))
    cli.say(f"{made.manifest.slug}, revision {made.manifest.revision}: {len(made.parts)} files in {options.out}.")
    cli.say(f"Signed with the key {made.key}")
    return None


def _write(made: Package, out: Path) -> None:
    from parvis.packages.domain import writing

    if out.suffix == ".zip":
        out.write_bytes(writing.as_zip(made))
    elif out.suffix == ".json":
        out.write_text(writing.as_text(made), encoding="utf-8")
    else:
        if out.exists() and any(out.iterdir()):
            raise cli.CommandError(f"{out} is not empty: a package has a folder of its own.")
        for path, text in writing.files(made).items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_text(text, encoding="utf-8")


@cli.command(
    "procedures import",
    "Show what a package would change in an organisation and, with --keep, keep it as a draft of the studio",
    arguments=[
        cli.argument("path", metavar="PATH", help="a .zip, a .json, or a folder that `procedures export` wrote"),
        _CODE,
        cli.argument("--by", required=True, metavar="EMAIL", help="the service designer in whose name"),
        cli.argument("--keep", action="store_true", help="keep it; without it, nothing is changed"),
        cli.argument("--new", metavar="DOMAIN", help="as a new procedure of that domain (general, civil_status…)"),
        cli.argument("--reason", default="", help="why, where nobody knows who signed it; kept in the record"),
    ],
    role="owner",
)
def bring(options: Namespace) -> int | None:
    """Raises CommandError for what is refused."""
    from parvis.access.api import Right, acting_as, standing_of
    from parvis.identity import api as identity
    from parvis.packages.data import Unreadable

    here = _organisation(options.organisation)
    person = identity.find(options.by)
    if person is None or not standing_of(person.id).holding(Right.DESIGN, organisation_id=here.id):
        raise cli.CommandError(f"{options.by} designs no procedures for {here.title}.")
    with override("en"):
        try:
            read = _read(Path(options.path))
        except Unreadable as refused:
            raise cli.CommandError(str(refused)) from refused
        with acting_as(person.id, Right.DESIGN, actor="designer"):
            _tell(read, here)
            if not options.keep:
                cli.say("Nothing was changed. Say --keep to keep it as a draft.")
                return None
            return _keep(read, here, options, person.id, str(person))


def _read(path: Path) -> Read:
    from parvis.packages.domain import reading

    if not path.exists():
        raise cli.CommandError(f"{path}: there is no such file.")
    if not path.is_dir():
        with path.open("rb") as opened:
            return reading.read(opened.read(reading.LARGEST + 1))
    found = [one for one in sorted(path.rglob("*")) if one.is_file() and not one.is_symlink()]
    if len(found) > reading.MOST_FILES or sum(one.stat().st_size for one in found) > reading.LARGEST_UNPACKED:
        raise cli.CommandError(f"{path} holds more than a package does.")
    return reading.read_folder({one.relative_to(path).as_posix(): one.read_bytes() for one in found})


def _tell(read: Read, here: Organisation) -> None:
    from parvis.packages.domain import arriving
    from parvis.studio import api as studio

    manifest, whose = read.package.manifest, arriving.whose(read, here.id)
    signer = {"own": "this installation", "known": whose.name, "unsigned": "nobody"}.get(
        whose.standing.value, f"a key that nobody here knows, {read.package.key}"
    )
    cli.say(f"{manifest.name.into('en')} ({manifest.slug}), signed by {signer}.")
    if manifest.maker.organisation:
        cli.say(f"It says that it comes from {manifest.maker.organisation}.")
    there = studio.here(here.id, manifest.slug, "en")
    document, notes = arriving.fitted(read.document, here.id, there.document if there else None)
    for note in notes:
        cli.say(note)
    cli.say(f"What it changes in {there.name}:" if there else "What it holds:")
    for change in studio.changes(there.document if there else None, document, "en"):
        cli.say(f"  {change.where}: {change.text}" if change.where else f"  {change.text}")
    for problem in studio.problems(here.id, document, "en"):
        kind = "to correct" if problem.blocking else "to judge"
        cli.say(f"  {kind}: {problem.where + ': ' if problem.where else ''}{problem.text}")


def _keep(read: Read, here: Organisation, options: Namespace, person_id: object, name: str) -> int:
    import uuid

    from parvis.kernel import clock
    from parvis.packages.domain import arriving
    from parvis.studio.data import Author, Missing, NoPen, Refused
    from parvis.territory.data import Sphere

    if options.new and options.new not in set(Sphere):
        raise cli.CommandError(f"--new takes one of {', '.join(Sphere)}.")
    sphere = Sphere(options.new) if options.new else None
    by = Author(uuid.UUID(str(person_id)), name)
    try:
        draft_id = arriving.keep(read, here.id, sphere=sphere, reason=options.reason, by=by, at=clock.now())
    except Missing:
        raise cli.CommandError(f"{here.title} has no such procedure: say --new DOMAIN.") from None
    except NoPen as held:
        raise cli.CommandError(f"{held} is changing this procedure: nothing was done.") from None
    except Refused as refused:
        raise cli.CommandError(f"{refused} (--reason)" if not options.reason else str(refused)) from None
    cli.say(f"Kept as the draft {draft_id}.")
    return 0
