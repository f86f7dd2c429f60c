"""Times in UTC, the order of day and month told and never guessed."""

import datetime as dt

import pytest

from pipeline.collect.times import TimeError, to_utc, zone_of

LONDON = zone_of("Europe/London")


@pytest.mark.parametrize(
    ("told", "order", "utc"),
    [
        ("2020-06-15T08:23:47Z", "iso", "2020-06-15T08:23:47Z"),
        ("2020-06-15 08:23", "iso", "2020-06-15T07:23:00Z"),
        ("2020-12-15 08:23", "iso", "2020-12-15T08:23:00Z"),
        ("2020-06-15", "iso", "2020-06-14T23:00:00Z"),
        ("2020-06-15T08:23:47.123+02:00", "iso", "2020-06-15T06:23:47Z"),
        ("2026/09/27 3:00:00 PM GMT+3", "iso", "2026-09-27T12:00:00Z"),
        ("2020/01/29 12:02:25 am CET", "iso", "2020-01-28T23:02:25Z"),
        ("01/02/2020 09:00", "day-first", "2020-02-01T09:00:00Z"),
        ("01/02/2020 09:00", "month-first", "2020-01-02T09:00:00Z"),
        ("7/27/26 19:06:23", "month-first", "2026-07-27T18:06:23Z"),
        ("04.10.17 21:25", "day-first", "2017-10-04T20:25:00Z"),
        ("15 June 2020 08:23", "iso", "2020-06-15T07:23:00Z"),
        ("Jun 15, 2020 8:23 p.m.", "iso", "2020-06-15T19:23:00Z"),
        ("1658934589213", "iso", "2022-07-27T15:09:49Z"),
        ("  ", "iso", ""),
    ],
)
def test_a_time_in_utc(told: str, order: str, utc: str) -> None:
    assert to_utc(told, order, LONDON) == utc


@pytest.mark.parametrize(
    ("told", "order"),
    [("01/02/2020", "iso"), ("13/14/2020", "day-first"), ("2020-02-30", "iso"), ("2020-06-15 14:00 pm", "iso"),
     ("2020-06-15 09:00 CST", "iso"), ("soon", "iso"), ("0001-01-01 00:00 +05:00", "iso"), ("2020-06-15 25:00", "iso")],
)  # fmt: skip
def test_what_could_only_be_guessed_is_refused_without_saying_what_stood_there(told: str, order: str) -> None:
    with pytest.raises(TimeError) as refused:
        to_utc(told, order, dt.UTC)
    assert told not in str(refused.value)


def test_a_zone_nobody_knows_is_refused() -> None:
    with pytest.raises(TimeError, match="Europe/London"):
        zone_of("Middle/Earth")
