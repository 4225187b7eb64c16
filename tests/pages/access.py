"""Pages of entering, leaving, and an organisation's members."""

from collections.abc import Iterator

from parvis.access.api import Role, acting_as, invite
from parvis.access.data import Right
from tests.browser import Server
from tests.factories import people
from tests.pages import Visit, draws_no_page, visits

draws_no_page("access_sign_in", "leads to the sign-in page")
draws_no_page("access_give", "goes on to the site by itself")
draws_no_page("account_logout", "takes a POST and leads back")
draws_no_page("access_kept", "shows what a timed-out session sent; tests/access/test_middleware.py reads it")
draws_no_page("access_invite", "takes a POST and leads back")
draws_no_page("access_withdraw", "takes a POST and leads back")
draws_no_page("access_dismiss", "takes a POST and leads back")


@visits("access_take")
def take(server: Server) -> Iterator[Visit]:
    at = people.place()
    yield Visit("/connexion/retour/?code=unknown", host=at.host, status=400)


@visits("access_invitation")
def invitation(server: Server) -> Iterator[Visit]:
    at = people.place()
    admin = people.member(at, Role.ADMINISTRATOR)
    with acting_as(admin.id, Right.ADMINISTER, actor="administrator"):
        token = invite(
            email="nouvelle@example.org",
            organisation_id=at.id,
            department_id=None,
            role=Role.AGENT,
            walls=[at.walls["general"]],
            by=admin.id,
        )
    yield Visit(f"/invitation/{token}/")


@visits("access_members")
def members(server: Server) -> Iterator[Visit]:
    at = people.place()
    admin = people.member(at, Role.ADMINISTRATOR)
    people.member(at, who=people.person(given_name="Malik", family_name="Kaci"))
    yield Visit("/agents/membres/", host=at.host, cookies=people.cookies(admin, host=at.host))
