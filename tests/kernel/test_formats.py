"""Dates, times, numbers and money in both languages."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from parvis.kernel.ui import formats

MOMENT = dt.datetime(2026, 5, 3, 12, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "function", "value", "expected"),
    [
        ("fr", formats.date_long, dt.date(2026, 5, 3), "3\u00a0mai 2026"),
        ("fr", formats.date_long, dt.date(2026, 5, 1), "1er\u00a0mai 2026"),
        ("en", formats.date_long, dt.date(2026, 5, 1), "1\u00a0May 2026"),
        # 23:30 in universal time is already the next day in Paris
        ("fr", formats.date_long, dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC), "1er\u00a0janvier 2027"),
        ("fr", formats.date_short, dt.date(2026, 11, 3), "3\u00a0nov."),
        ("en", formats.date_short, dt.date(2026, 11, 3), "3\u00a0Nov"),
        ("fr", formats.time_short, MOMENT, "14\u00a0h\u00a002"),
        ("fr", formats.time_short, dt.time(8), "8\u00a0h"),
        ("en", formats.time_short, MOMENT, "2:02\u00a0pm"),
        ("en", formats.time_short, dt.time(0, 5), "12:05\u00a0am"),
        ("fr", formats.date_time, MOMENT, "3\u00a0mai 2026 à 14\u00a0h\u00a002"),
        ("fr", formats.number, 86279, "86\u202f279"),
        ("fr", formats.number, Decimal("1234.5"), "1\u202f234,5"),
        ("en", formats.number, Decimal("1234.5"), "1,234.5"),
        ("fr", formats.euro, 123400, "1\u202f234\u00a0€"),
        ("fr", formats.euro, 1250, "12,50\u00a0€"),
        ("fr", formats.euro, -5, "\u22120,05\u00a0€"),
        ("en", formats.euro, 123450, "€1,234.50"),
    ],
)
def test_format(language, function, value, expected):
    with override(language):
        assert function(value) == expected


def test_weekday_and_no_year():
    with override("fr"):
        assert formats.date_long(dt.date(2026, 5, 1), weekday=True, year=False) == "vendredi 1er\u00a0mai"


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="naive"):
        formats.time_short(dt.datetime(2026, 5, 3, 12))


@given(st.integers(-(10**12), 10**12))
def test_an_amount_reads_back(cents):
    with override("fr"):
        text = formats.euro(cents)
    digits = text.replace("\u202f", "").replace("\u00a0€", "").replace("\u2212", "-").replace(",", ".")
    assert Decimal(digits) * 100 == cents


@given(st.datetimes(timezones=st.just(ZoneInfo("Europe/Paris"))))
def test_no_date_breaks_between_day_and_month(moment):
    with override("fr"):
        assert " " not in formats.date_short(moment)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Demande DK-26-4F7K2-H : reçue", 'Demande <span class="pv-nowrap">DK-26-4F7K2-H</span> : reçue'),
        ("ARR-2026-0001", '<span class="pv-nowrap">ARR-2026-0001</span>'),
        ("CSP, article L.\u00a03335-4.", 'CSP, article <span class="pv-nowrap">L.\u00a03335-4</span>.'),
        ("(CRPA, R112-11-1)", '(CRPA, <span class="pv-nowrap">R112-11-1</span>)'),
        ("<b>DK-26-4F7K2-H", '&lt;b&gt;<span class="pv-nowrap">DK-26-4F7K2-H</span>'),
        # addresses and dates stay as they are
        ("http://x.example/s/DK-26-4F7K2-H/?r=DK-26-4F7K2-H", "http://x.example/s/DK-26-4F7K2-H/?r=DK-26-4F7K2-H"),
        ("2026-05-03", "2026-05-03"),
    ],
)
def test_references_are_kept_on_one_line(text, expected):
    assert formats.whole(text) == expected
