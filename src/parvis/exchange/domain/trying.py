"""Every line of an import tried, and nothing written but what came of it; afterwards, what became of each."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from parvis.access.api import Right, agent, reach_of, standing_of
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed
from parvis.exchange.data import NotPossible, State
from parvis.exchange.domain.lines import Line, Problem, Raw, Understanding, unfit
from parvis.exchange.domain.papers import NoPaper
from parvis.exchange.domain.walking import Gathered, walk
from parvis.exchange.models import Brought, Import
from parvis.kernel.reach import Reach


def reach(found: Import) -> Reach:
    """The walls in which who asked may bring requests in, as they are now. Raises NotPossible where it is not one."""
    standing = standing_of(found.person_id)
    walls = reach_of(agent(Right.ASSIGN_CASES, actor="worker"), standing, found.organisation_id).walls
    if found.wall_id not in walls:
        raise NotPossible(_("You may not bring requests in here any more"))
    return Reach(actor="worker", person=found.person_id, walls=(*walls, found.id))


def brought(row: Import, keys: Sequence[str]) -> dict[str, Brought]:
    """Those of the keys of which there is a case already: one statement."""
    rows = Brought.objects.filter(wall_id=row.wall_id, case_type_id=row.case_type_id, key__in=keys)
    return {one.key: one for one in rows}


def check(row: Import, own: Reach) -> bool:
    """Try a slice of the lines; whether there are more."""

    def look(understanding: Understanding, chunk: Sequence[Raw], into: Gathered) -> None:
        lines = [understanding.line(*line) for line in chunk]
        there = brought(row, [line.key for line in lines])
        for line in lines:
            problems = list(line.problems)
            if line.request is not None and not problems and line.key not in there:
                problems += tried(line, understanding)
            if into.meet(line.key):
                problems.append(Problem(line.number, "", _twice(line)))
            if problems:
                into.wrongs(problems)
            elif line.key in there:
                into.known += 1

    return walk(
        row,
        own,
        lambda: reach(row),
        look,
        heads=[_("Line"), _("Column"), _("What is wrong")],
        name="erreurs.csv",
        done={"state": State.STOPPED, "step": "checked"},
        met=True,
    )


def tried(line: Line, understanding: Understanding) -> list[Problem]:
    """What is wrong with where a line leads, and with its papers, its cells being right."""
    assert line.request is not None
    try:
        cases.try_over(line.request)
        with understanding.papers.examined(line.papers):
            pass
    except NotAllowed as error:
        return [Problem(line.number, "", unfit(error))]
    except NoPaper as wrong:
        return [Problem(line.number, line.told.get(wrong.question, ""), str(wrong))]
    return []


def _twice(line: Line) -> str:
    if line.said_key:
        return _("The key “%(key)s” stands in an earlier line, too") % {"key": line.said_key}
    return _("An earlier line says exactly the same")


def tell(row: Import, own: Reach) -> bool:
    """Say of a slice of the lines what became of each, now that all went through; whether there are more."""

    def look(understanding: Understanding, chunk: Sequence[Raw], into: Gathered) -> None:
        keys = [understanding.keyed(cells) for _number, cells, _end in chunk]
        there = brought(row, [key for key, _said in keys])
        references = _references([one.case_id for one in there.values()])
        for (number, cells, end), (key, said) in zip(chunk, keys, strict=True):
            found = there.get(key)
            if found is None:
                line = understanding.line(number, cells, end)
                problems = list(line.problems) or (tried(line, understanding) if line.request else [])
                words = [f"{one.column} : {one.words}" if one.column else one.words for one in problems]
                into.say(number, said, "", _("left out"), " ; ".join(words))
                continue
            state = _("brought in") if found.import_id == row.id else _("was brought in before")
            into.say(number, said, references.get(found.case_id, ""), state, "")

    return walk(
        row,
        own,
        lambda: reach(row),
        look,
        heads=[_("Line"), _("Key"), _("Reference"), _("What became of it"), _("What is wrong")],
        name="reprise.csv",
        done={"state": State.DONE, "step": "made"},
    )


def _references(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {one.id: one.reference for one in cases.streaming.records(list(ids), answers=False)} if ids else {}
