from parvis.procedures.models.blank import Blank
from parvis.procedures.models.procedure import Procedure

__all__ = ["Blank", "Procedure"]
