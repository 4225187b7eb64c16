"""Refusals at addresses of the API are problems, also those that come before its entry."""

from parvis.apiplatform.domain import problems
from parvis.kernel.ui import errors

errors.forms["/api/v1/"] = problems.early
