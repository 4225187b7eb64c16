"""Signatures, and when is tried again: against what Standard Webhooks publishes."""

import base64
import datetime as dt
import hashlib
import hmac
from itertools import accumulate

import pytest

from parvis.kernel import clock
from parvis.webhooks.domain import retrying, signing

#: the example of the specification's reference libraries
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - published
MESSAGE, MOMENT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'


def test_the_published_vector():
    assert signing.sign(SECRET, MESSAGE, MOMENT, BODY) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_sign_side_by_side():
    other = signing.new_secret()
    said = signing.headers((other, SECRET), MESSAGE, MOMENT, BODY)
    assert said["webhook-id"] == MESSAGE
    assert said["webhook-timestamp"] == "1614265330"
    first, second = said["webhook-signature"].split(" ")
    assert second == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    key = base64.b64decode(other.removeprefix("whsec_"))
    counted = hmac.new(key, f"{MESSAGE}.{MOMENT}.".encode() + BODY, hashlib.sha256).digest()
    assert first == f"v1,{base64.b64encode(counted).decode()}"


def test_secrets_are_of_the_length_that_is_asked_for():
    made = {signing.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(24 <= len(base64.b64decode(one.removeprefix("whsec_"))) <= 64 for one in made)
    with pytest.raises(ValueError, match="secret"):
        signing.sign("secret", MESSAGE, MOMENT, BODY)


def test_the_schedule_is_that_of_the_specification():
    ends = [str(one) for one in accumulate(retrying.WAITS)]
    assert ends[:6] == ["0:00:05", "0:05:05", "0:35:05", "2:35:05", "7:35:05", "17:35:05"]
    assert ends[6:] == ["1 day, 7:35:05", "2 days, 3:35:05", "3 days, 3:35:05"]


@pytest.mark.parametrize("luck", [0.0, 0.5, 1.0])
def test_waits_grow_a_tenth_more_or_less(luck):
    waits = [retrying.wait(tries, luck) for tries in range(1, 11)]
    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
    for planned, found in zip(retrying.WAITS, waits[:-1], strict=True):
        assert planned * 0.89 < found < planned * 1.11


def test_what_the_receiver_asks_for_is_heeded_within_a_day():
    assert retrying.wait(1, 0.5, 600) == dt.timedelta(minutes=10)
    assert retrying.wait(1, 0.5, 10**9) == dt.timedelta(days=1)
    assert retrying.wait(4, 0.5, 1) == dt.timedelta(hours=2)
    assert retrying.hold(1, 429, 120) == dt.timedelta(minutes=2)
    assert retrying.hold(1, 500, 120) is None
    assert [retrying.hold(number, 500, None) for number in (9, 10, 11, 30)] == [
        None,
        dt.timedelta(seconds=5),
        dt.timedelta(seconds=10),
        dt.timedelta(minutes=15),
    ]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("9" * 40, 86_400),
        ("-1", None),
        ("soon", None),
        ("", None),
        ("1.5", None),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
        ("Sun, 22 Nov 2026 12:02:00 GMT", 120),
        ("Sun, 22 Nov 2026 12:02:00 -0000", None),
        ("Mon, 99 Xxx 2026", None),
    ],
)
def test_retry_after_is_a_number_or_a_moment(said, seconds):
    with clock.fixed(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)):
        assert retrying.asked(said) == seconds
