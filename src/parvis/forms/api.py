"""The face of `forms`."""

from parvis.forms.domain.compiled import CompiledForm, compiled

__all__ = ["CompiledForm", "compiled"]
