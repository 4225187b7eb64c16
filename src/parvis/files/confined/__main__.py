"""`python -I -B …/confined FD`: tasks from the socket FD, one forked child for each, one JSON answer back."""

import base64
import json
import os
import resource
import socket
import sys
from pathlib import Path
from typing import Any

# isolated mode looks nowhere but in the standard library and the installed packages
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))


def confine(*, memory: int, seconds: int, largest: int) -> None:
    """Bound this process: bytes of address space, seconds of processor, bytes of a written file; no core, no more."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, largest),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))
    os.nice(5)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Do one task. Raises Refused with the reason of what can't be accepted."""
    from parvis.files.confined import drawing, joining, judging

    if job["task"] == "judge":
        verdict = judging.judge(Path(job["source"]), Path(job["out"]), frozenset(job["kinds"]))
        return {
            "media_type": verdict.media_type,
            "extension": verdict.extension,
            "rewritten": verdict.rewritten,
            "pages": verdict.pages,
            "width": verdict.width,
            "height": verdict.height,
            "thumbnail": base64.b64encode(verdict.thumbnail).decode("ascii"),
            "sharpness": verdict.sharpness,
        }
    if job["task"] == "tabulate":
        from parvis.files.confined import sheets

        return sheets.tabulate(Path(job["source"]), Path(job["out"]))
    if job["task"] == "fields":
        from parvis.files.confined import fields

        return fields.fields(Path(job["source"]), Path(job["out"]))
    if job["task"] == "fill":
        from parvis.files.confined import filling

        plan = json.loads(Path(job["plan"]).read_text(encoding="utf-8"))
        drawn = Path(job["drawn"]) if job["drawn"] else None
        return {"boxes": filling.fill(Path(job["source"]), drawn, Path(job["out"]), **plan)}
    if job["task"] == "slim":
        from parvis.files.confined import filling

        return {"bytes": filling.slim(Path(job["source"]), Path(job["out"]))}
    if job["task"] in ("contents", "unpack"):
        from parvis.files.confined import unpacking

        source, out = Path(job["source"]), Path(job["out"])
        if job["task"] == "contents":
            return unpacking.contents(source, out)
        return unpacking.unpack(source, job["place"], out, job["most"])
    if job["task"] == "join":
        sources = [(Path(path), kind, turn) for path, kind, turn in job["sources"]]
        return {"pages": joining.join(sources, Path(job["out"]), longest=job["longest"])}
    if job["task"] == "mark":
        from parvis.files.confined import marking

        source, out = Path(job["source"]), Path(job["out"])
        marking.mark(source, out, job["media_type"], lines=job["lines"], most=job["most"])
        return {"marked": True}
    media_type = drawing.draw(
        Path(job["source"]),
        Path(job["out"]),
        job["media_type"],
        page=job["page"],
        turn=job["turn"],
        width=job["width"],
    )
    return {"media_type": media_type}


def work(job: dict[str, Any]) -> str:
    """Do one task within bounds, in the child that was forked for it; its answer as JSON."""
    confine(memory=job["memory"], seconds=job["seconds"], largest=job["largest"])
    from parvis.files.confined.reasons import Refused

    try:
        answer = run(job)
    except Refused as refused:
        answer = {"refused": refused.reason}
    except MemoryError:
        answer = {"refused": "too_heavy"}
    return json.dumps(answer)


def main() -> int:
    from parvis.files.confined import serving

    with socket.socket(fileno=int(sys.argv[1])) as control:
        serving.serve(control, work, idle=float(sys.argv[2]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
