"""What an expert is shown of a case: the parts that were chosen, as they were when the opinion was asked."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import connection

from parvis.cases import api as cases
from parvis.cases.data import OpinionRule
from parvis.files import api as files
from parvis.forms.data import SummarySection
from parvis.opinions.models import Opinion


def key(section: int, row: int) -> str:
    """How a form names one answer: answers of repeated blocks have one name each."""
    return f"{section}.{row}"


def choices(sections: list[SummarySection], rule: OpinionRule | None) -> list[dict[str, Any]]:
    """The answered questions, section by section, with those that the definition shows already chosen."""
    shows = set(rule.shows) if rule else set()
    found = []
    for number, section in enumerate(sections):
        rows = [
            {"key": key(number, place), "label": row.label, "text": row.text, "chosen": row.field_id in shows}
            for place, row in enumerate(section.rows)
            if row.text and not row.files
        ]
        if rows:
            found.append({"title": section.title, "rows": rows})
    return found


def snapshot(sections: list[SummarySection], parts: Collection[str]) -> list[dict[str, Any]]:
    """The chosen answers, as they are kept with the opinion. What names nothing is left out."""
    kept = []
    for number, section in enumerate(sections):
        rows = [
            {"label": row.label, "text": row.text}
            for place, row in enumerate(section.rows)
            if key(number, place) in parts and row.text and not row.files
        ]
        if rows:
            kept.append({"title": section.title, "rows": rows})
    return kept


def papers(opinion: Opinion) -> list[files.FileRef]:
    """The files of the case that the expert sees, within their reach. One statement each."""
    found = []
    for file_id in opinion.files:
        try:
            found.append(files.fetch(file_id))
        except files.FileNotFound:  # erased since, or asked for by somebody who does not see it
            continue
    return found


def of_case_files(case: Any, chosen: Collection[uuid.UUID], language: str) -> list[uuid.UUID]:
    """Of these files, those that are the case's."""
    return [one.id for one in cases.parts_of(case, language).files if one.id in set(chosen)] if chosen else []


def shared(opinion: Opinion) -> list[dict[str, Any]]:
    """What others said of the same case and let other experts read. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select label, favour, reply, ended_at from opinions_shared(%s)", [opinion.id])
        return [
            {"label": label, "favour": favour, "reply": reply, "at": at}
            for label, favour, reply, at in cursor.fetchall()
        ]
