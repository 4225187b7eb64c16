"""The face of `apiplatform` for the routers that modules bring (`<module>/rest.py`), imported at the first call.

Nothing that pages need imports it: Ninja comes with it.
"""

from parvis.apiplatform.domain.speaking import language
from parvis.apiplatform.domain.tokens import names
from parvis.apiplatform.domain.versions import expected
from parvis.apiplatform.ground import READ_REFUSALS, REFUSALS, WRITE_REFUSALS, Token, caller

__all__ = ["READ_REFUSALS", "REFUSALS", "WRITE_REFUSALS", "Token", "caller", "expected", "language", "names"]
