"""When people wrote: thirds of the days a round was open, hidden where a count is small."""

import datetime as dt
from itertools import pairwise

import pytest
from tabulating import SURVEY, tabled

from pipeline.publish.spread import periods, spread


def written(*times, before=None, date="2020-07-01", survey=SURVEY):
    moments = [moment for count, moment in times for _ in range(count)]
    material = tabled([{}] * len(moments), [[]] * len(moments), times=moments, date=date, survey=survey)
    return [row["responses"] for row in spread(material, material.counted, [before] if before else [])]


EARLY, MIDDLE, LATE = "2020-06-03T10:00:00Z", "2020-06-15T10:00:00Z", "2020-06-28T10:00:00Z"


@pytest.mark.parametrize(("opens", "closes", "lengths"), [
    ((2020, 6, 1), (2020, 6, 30), [10, 10, 10]), ((2020, 6, 15), (2020, 9, 30), [36, 36, 36]),
    ((2020, 6, 1), (2020, 6, 4), [1, 1, 2]), ((2020, 6, 1), (2020, 6, 3), [1, 1, 1]), ((2020, 6, 1), (2020, 6, 2), []),
])  # fmt: skip
def test_the_days_of_a_round_fall_into_thirds_without_a_gap(opens, closes, lengths):
    parts = periods(dt.date(*opens), dt.date(*closes))
    assert [(end - start).days + 1 for start, end in parts] == lengths
    if parts:
        assert (parts[0][0], parts[-1][1]) == (dt.date(*opens), dt.date(*closes))
        assert all(after[0] - part[1] == dt.timedelta(1) for part, after in pairwise(parts))


def test_responses_are_counted_by_the_day_it_was_in_london():
    assert written((9, EARLY), (7, MIDDLE), (6, LATE)) == [9, 7, 6]
    # Half past eleven in the evening of the tenth, UTC, is the eleventh in a British summer.
    assert written((9, EARLY), (7, "2020-06-10T23:30:00Z"), (6, LATE)) == [9, 7, 6]


def test_what_came_before_or_after_goes_with_the_first_and_the_last_days():
    assert written((9, "2020-05-01T10:00:00Z"), (7, MIDDLE), (6, "2020-07-20T10:00:00Z")) == [9, 7, 6]


def test_a_small_count_is_hidden_with_another():
    assert written((9, EARLY), (2, MIDDLE), (12, LATE)) == [None, None, 12]


def test_a_count_that_grew_by_a_few_since_the_release_before_is_hidden():
    before = {"spread": [{"from": "2020-06-01", "responses": 7}]}
    assert written((9, EARLY), (20, MIDDLE), (12, LATE), before=before) == [None, 20, None]
    assert written((9, EARLY), (20, MIDDLE), (12, LATE), before={}) == [9, 20, 12]


def test_nothing_is_told_while_the_round_is_open_or_where_it_was_open_for_two_days():
    assert written((9, EARLY), (9, LATE), date="2020-06-30") == []
    assert written((9, EARLY), survey=SURVEY.replace("2020-06-30", "2020-06-02")) == []
