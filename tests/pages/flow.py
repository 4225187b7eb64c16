"""Pages of the way from case to case."""

from tests.pages import draws_no_page

draws_no_page("cases:agent_next", "leads to the next request of a list")
draws_no_page("workspace:take", "takes a POST and leads back to the list")
draws_no_page("cases:agent_previous", "leads to the request before in a list")
