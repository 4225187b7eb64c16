from parvis.procedures.models.procedure import Procedure

__all__ = ["Procedure"]
