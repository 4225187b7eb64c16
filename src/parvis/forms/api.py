"""The face of `forms`."""

from parvis.forms.domain.checking import check, scope
from parvis.forms.domain.compiled import CompiledForm, compiled
from parvis.forms.domain.following import around, surroundings
from parvis.forms.domain.mending import MENDING
from parvis.forms.domain.questions import Question, Rows, named as question_named, put as put_answer, row_at, rows_of
from parvis.forms.domain.reading import sent_places
from parvis.forms.domain.terms import ANSWER, CHECK, CONDITION, terms
from parvis.forms.domain.typed import first
from parvis.forms.domain.widgets import macro
from parvis.forms.fields.association import read_rna, read_siret
from parvis.forms.fields.file import (
    FileOptions,
    line as file_line,
    packed as packed_file,
    too_many as too_many_files,
    unpacked as unpacked_file,
)
from parvis.forms.fields.formatted_text import usable as usable_pattern
from parvis.forms.fields.phone import spaced as spaced_phone

__all__ = [
    "ANSWER",
    "CHECK",
    "CONDITION",
    "MENDING",
    "CompiledForm",
    "FileOptions",
    "Question",
    "Rows",
    "around",
    "check",
    "compiled",
    "file_line",
    "first",
    "macro",
    "packed_file",
    "put_answer",
    "question_named",
    "read_rna",
    "read_siret",
    "row_at",
    "rows_of",
    "scope",
    "sent_places",
    "spaced_phone",
    "surroundings",
    "terms",
    "too_many_files",
    "unpacked_file",
    "usable_pattern",
]
