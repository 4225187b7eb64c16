"""Addresses of the law's clock that draw no page."""

from tests.pages import draws_no_page

draws_no_page("cases:attest", "takes a POST and leads back")
