"""A PDF form of the administration that a step fills in from the case: sealed like other documents, kept among them.

The form stands in the definition, so that a revision keeps the very one that it was published with.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field as Constrained, StringConstraints

from parvis.cases.domain import passages
from parvis.cases.domain.moving import Move
from parvis.cases.domain.working_out import evaluated, rule_messages, said_scope
from parvis.cases.plugins.more_actions import agents_or_timers, told
from parvis.cases.registry import TEXT
from parvis.documents import api as documents
from parvis.expressions.data import Kind
from parvis.forms.data import Definition, LocalizedText, Rule
from parvis.workflows.data import Scope, Transition
from parvis.workflows.registry import ACTIONS, ActionType

#: characters of a form in base64 (some 900 kB), fields that are filled in, characters of what goes into one
LARGEST, MOST_FIELDS, LONGEST = 1_200_000, 1_000, 20_000
_PATH = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?")

FieldName = Annotated[str, StringConstraints(min_length=1, max_length=500)]
#: how a text is written: as it is, in capitals, figures alone, or a day as 08/03/2026 or its parts
Style = Literal["plain", "upper", "digits", "date", "day", "month", "year"]


class FillOptions(Definition):
    """title: of the document; pdf: the form, in base64; flat: whether what was filled in becomes part of its pages.

    texts: what goes into its fields, by their names, with passages as in letters and parts of answers
    (`{home.postcode}`); styles: how these are written; ticks: for boxes and groups, when each of their states holds.
    """

    title: LocalizedText
    pdf: Annotated[str, StringConstraints(max_length=LARGEST)]
    flat: bool = True
    texts: dict[FieldName, Annotated[str, StringConstraints(max_length=LONGEST)]] = Constrained(
        default={}, max_length=MOST_FIELDS
    )
    styles: dict[FieldName, Style] = Constrained(default={}, max_length=MOST_FIELDS)
    ticks: dict[FieldName, dict[FieldName, Rule]] = Constrained(default={}, max_length=MOST_FIELDS)


def _fill(move: Move, options: FillOptions) -> None:
    write = move.write
    case = write.case
    said = _said(move, options)
    texts = {name: _filled(text, options.styles.get(name, "plain"), said, case) for name, text in options.texts.items()}
    documents.request(
        documents.FilledForm(
            title=options.title.into(case.language),
            pdf=options.pdf,
            texts={name: text for name, text in texts.items() if text},
            ticks=dict(_ticked(move, options)),
            flat=options.flat,
        ),
        issuer=documents.issuer_of(case.organisation_id, case.department_id, language=case.language),
        wall_id=case.wall_id,
        organisation_id=case.organisation_id,
        subject_id=case.subject_id,
        case_id=case.id,
        language=case.language,
    )


def _said(move: Move, options: FillOptions) -> Mapping[str, str]:
    """What each passage says; "" for what the case does not."""
    marks = {mark for text in options.texts.values() for mark in _PATH.findall(text)}
    whole = {mark for mark in marks if "." not in mark}
    found = dict(passages.values(told(move), whole - {"reason"})) | {"reason": move.reason}
    for mark in marks - whole:
        value = _raw(move.write.case, mark)
        found[mark] = "" if value is None or isinstance(value, dict | list) else str(value)
    return found


def _raw(case: Any, path: str) -> Any:
    """A part of an answer, or a fact of the case, as it is kept."""
    here: Any = case.answers
    for part in path.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    if here is None and path in ("received_on", "due_on"):
        return getattr(case, path)
    return here


def _filled(text: str, style: Style, said: Mapping[str, str], case: Any) -> str:
    sole = _PATH.fullmatch(text.strip())
    if style in ("date", "day", "month", "year") and sole is not None:
        day = _DAY.fullmatch(str(_raw(case, sole[1]) or ""))
        if day is not None:
            year, month, number = day.groups()
            return {"date": f"{number}/{month}/{year}", "day": number, "month": month, "year": year}[style]
    written = _PATH.sub(lambda found: said.get(found[1], ""), text)
    if style == "upper":
        return written.upper()
    return "".join(one for one in written if one.isdigit()) if style == "digits" else written


def _ticked(move: Move, options: FillOptions) -> Iterator[tuple[str, str]]:
    """Each group with the first of its states that holds."""
    for name, states in options.ticks.items():
        for state, rule in states.items():
            if evaluated(rule, move) is True:
                yield name, state
                break


def _check(options: FillOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from agents_or_timers(transition)
    try:
        right = base64.b64decode(options.pdf, validate=True)[:1024].find(b"%PDF-") >= 0
    except binascii.Error:
        right = False
    if not right:
        yield LocalizedText(fr="Le formulaire PDF manque.", en="The PDF form is missing.")
    answers = set(scope.names.get("answer", ()))
    known = {one.key for one in passages.of_use(TEXT)} | answers | {"reason"}
    for mark in sorted({one for text in options.texts.values() for one in _PATH.findall(text)}):
        if mark not in known and mark.split(".")[0] not in answers:
            yield LocalizedText(
                fr=f"« {{{mark}}} » n’est ni une réponse ni un fait de la demande.",
                en=f"“{{{mark}}}” is neither an answer nor a fact of the request.",
            )
    for states in options.ticks.values():
        for rule in states.values():
            yield from rule_messages(rule, {**scope.rules, **said_scope(transition)}, Kind.BOOLEAN)


ACTIONS.register(
    ActionType(
        "fill_form", LocalizedText(fr="Remplir un formulaire PDF", en="Fill in a PDF form"), FillOptions, _fill, _check
    )
)
