"""Which steps of a case were approved."""

from parvis.cases.registry import APPROVALS, Approvals
from parvis.opinions.domain.approving import approved

APPROVALS.register(Approvals("opinions", approved))
