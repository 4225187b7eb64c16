"""The face of `forms`."""

from parvis.forms.domain.checking import check
from parvis.forms.domain.compiled import CompiledForm, compiled
from parvis.forms.fields.association import read_rna, read_siret

__all__ = ["CompiledForm", "check", "compiled", "read_rna", "read_siret"]
