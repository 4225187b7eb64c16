"""The face of `forms`."""

from parvis.forms.domain.checking import check
from parvis.forms.domain.compiled import CompiledForm, compiled
from parvis.forms.domain.mending import MENDING
from parvis.forms.fields.association import read_rna, read_siret
from parvis.forms.fields.phone import spaced as spaced_phone

__all__ = ["MENDING", "CompiledForm", "check", "compiled", "read_rna", "read_siret", "spaced_phone"]
