"""`parvis procedures read`: what an export of Publik or demarches-simplifiees would become here."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

import structlog
from django.conf import settings
from django.utils.translation import override

from parvis.incoming import api
from parvis.incoming.data import FIELDS, Found, Unmapped, Unreadable, Verdict
from parvis.incoming.domain.nodes import LARGEST
from parvis.incoming.domain.opening import MOST_FILES, MOST_TOGETHER
from parvis.kernel import cli

log = structlog.get_logger("parvis.incoming")

cli.group("procedures", "Procedures")

_SIGNS = {Verdict.EXACT: "exact", Verdict.APPROXIMATE: "approximate", Verdict.NOT: "not"}


@cli.command(
    "procedures read",
    "Read an export of Publik or demarches-simplifiees, a PDF form or a spreadsheet of questions: a report by element, "
    "and its forms as definitions of ours",
    arguments=[
        cli.argument("paths", nargs="+", metavar="FILE", help="files, archives (.zip) or folders of one export"),
        cli.argument("--out", metavar="FOLDER", help="write each definition there (SLUG.json), and report.json"),
        cli.argument(
            "--set",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="a setting of the other installation that its exports name: commune_slug=dunkerque",
        ),
        cli.argument("--all", action="store_true", help="list exact elements too"),
    ],
)
def read(options: Namespace) -> int:
    try:
        found = api.read(_brought(options.paths), _variables(options.set))
    except Unreadable as error:
        raise cli.CommandError(error.says.into("en")) from error
    except Unmapped as error:
        raise cli.CommandError(
            f"{error.file}: no column is called “question”. Name its columns (question, type, required, help, options, "
            "page, condition), or bring it on the page, which asks what each holds."
        ) from error
    except cli.CommandError:
        raise
    except Exception as error:
        log.exception("incoming.read")
        raise cli.CommandError(api.unknown().says.into("en")) from error
    with override("en"):
        _tell(found, everything=options.all)
    if options.out:
        _write(found, Path(options.out))
    return 0


def _brought(paths: list[str]) -> list[api.Brought]:
    brought: list[api.Brought] = []
    together = 0
    for given in paths:
        top = Path(given)
        if not top.exists():
            raise cli.CommandError(f"{given}: there is no such file.")
        files = sorted(path for path in top.rglob("*") if path.is_file()) if top.is_dir() else [top]
        for path in files:
            together += path.stat().st_size
            # an archive may be larger than one file of it
            if len(brought) >= MOST_FILES or together > MOST_TOGETHER + LARGEST:
                raise cli.CommandError(f"{given}: too many files, or too large ones.")
            name = str(path.relative_to(top)) if top.is_dir() else path.name
            brought.append(api.Brought(name, path.read_bytes()))
    return brought


def _variables(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    for name, sign, _value in pairs:
        if not sign or not name.isidentifier():
            raise cli.CommandError(f"--set takes NAME=VALUE, not {name!r}.")
    return {name: value for name, _sign, value in pairs}


def _tell(found: Found, *, everything: bool) -> None:
    here = ""
    for one in found.report.elements:
        if one.verdict is Verdict.EXACT and not everything:
            continue
        if one.file != here:
            here = one.file
            cli.say(f"\n{here}")
        says = "; ".join(detail.says.into("en") for detail in one.details if detail.verdict is not None)
        cli.say(f"  {_SIGNS[one.verdict]:11} {one.kind}: {one.name}" + (f" — {says}" if says else ""))
    cli.say("\nElements            exact  approximate    not")
    for kind in found.report.kinds():
        share = found.report.share([kind])
        cli.say(f"  {kind:16} {share.exact:6} {share.approximate:12} {share.missing:6}  {share.percent:5.1f} % exact")
    share = found.report.share(FIELDS)
    cli.say(
        f"  all fields       {share.exact:6} {share.approximate:12} {share.missing:6}  {share.percent:5.1f} % exact"
    )
    for made in found.imports:
        state = "ready to publish" if not made.problems else f"{len(made.problems)} things to settle before publishing"
        cli.say(f"\n{made.name} ({made.slug}): {state}")
        for problem in made.problems if everything else made.problems[:5]:
            cli.say(f"  {problem.path}: {problem.message.into('en')}")


def _write(found: Found, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for made in found.imports:
        name, number = made.slug, 1
        while name in taken:
            number += 1
            name = f"{made.slug}-{number}"
        taken.add(name)
        (folder / f"{name}.json").write_text(api.as_json(made) + "\n", encoding="utf-8")
    report = [api.line(one, settings.LANGUAGE_CODE) for one in found.report.elements]
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    cli.say(f"\n{len(taken)} definitions and report.json written to {folder}.")
