"""The face of `webhooks`: the signatures of what leaves, for whoever calls an address of an organisation's."""

from parvis.webhooks.domain.signing import headers as signed_headers, new_secret
from parvis.webhooks.forms import refused_address

__all__ = ["new_secret", "refused_address", "signed_headers"]
