"""The times of a week that routines are told of."""

from datetime import MINYEAR, date, datetime, timedelta

from core.heard import Slot

# Who watches after midnight is still in the night before.
_DAY_BEGINS = timedelta(hours=5)
_EVENING = 12
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6


def slot_of(at: datetime) -> Slot:
    """The time of the week by the clock of `at`: days last from 5 to 17, nights until 5.

    Friday's and Saturday's nights are of the weekend, Sunday's is not.
    """
    since = _shifted(at)
    is_night = since.hour >= _EVENING
    if is_night:
        is_weekend = since.weekday() in (_FRIDAY, _SATURDAY)
        return Slot.WEEKEND_NIGHTS if is_weekend else Slot.WEEKNIGHTS
    return Slot.WEEKENDS if since.weekday() in (_SATURDAY, _SUNDAY) else Slot.WEEKDAYS


def day_of(at: datetime) -> date:
    """The day that `at` is of, by its own clock; the small hours are of the day before."""
    return _shifted(at).date()


def _shifted(at: datetime) -> datetime:
    # The calendar's first day has none before it.
    return at if at.year == MINYEAR else at - _DAY_BEGINS
