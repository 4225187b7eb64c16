"""The face of `forms`."""

from parvis.forms.domain.checking import check
from parvis.forms.domain.compiled import CompiledForm, compiled

__all__ = ["CompiledForm", "check", "compiled"]
