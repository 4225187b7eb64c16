"""The reach is written for a transaction, put back after a nested block, and gone on a reused connection."""

import uuid

import pytest
from django.db import connection, transaction

from parvis.kernel.reach import Reach, acting, current

WALL = uuid.UUID(int=7)


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting(%s, true), '')", [f"parvis.{name}"])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_on_a_reused_connection():
    with acting(Reach(actor="web", person=WALL, walls=(WALL,))):
        assert setting("walls") == "{" + str(WALL) + "}"
        assert setting("person") == str(WALL)
        assert current() == Reach(actor="web", person=WALL, walls=(WALL,))
    assert setting("walls") == setting("person") == setting("actor") == ""
    assert current() is None


@pytest.mark.django_db
@pytest.mark.parametrize("outer", [None, Reach(actor="web", walls=(uuid.UUID(int=1),))])
def test_a_nested_reach_does_not_leak_outwards(outer):
    before = setting("walls")
    if outer is None:
        with transaction.atomic(), acting(Reach(actor="worker", walls=(WALL,))):
            assert str(WALL) in setting("walls")
    else:
        with acting(outer):
            with acting(Reach(actor="worker", walls=(WALL,))):
                assert str(WALL) in setting("walls")
            assert str(uuid.UUID(int=1)) in setting("walls")
            assert str(WALL) not in setting("walls")
            assert setting("actor") == "web"
    assert setting("walls") == before


@pytest.mark.django_db
def test_an_exception_in_a_nested_block_brings_the_outer_reach_back():
    with acting(Reach(actor="web", walls=(WALL,))):
        with pytest.raises(ZeroDivisionError), acting(Reach(actor="worker")):
            raise ZeroDivisionError(setting("walls"))
        assert str(WALL) in setting("walls")
        assert setting("actor") == "web"


@pytest.mark.django_db
def test_the_role_is_the_applications(as_owner):
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("parvis_app",)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("parvis_owner",)
