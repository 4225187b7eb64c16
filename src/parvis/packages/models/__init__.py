from parvis.packages.models.arrival import Arrival
from parvis.packages.models.signer import Signer

__all__ = ["Arrival", "Signer"]
