"""The times of the week that words speak of as a habit: "on weeknights", "at the weekend"."""

import re

from core.heard import Slot

# "... and on weeknights I like": what follows is another statement.
ANOTHER_TIME = r"(?:on|at|during|in) (?:the |my |our )?(?:week|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[^,.;]*\b(?:i|we)\b"
_DAY = r"(?:mornings?|afternoons?|by day)"
_NIGHT = r"(?:nights?|evenings?)"
_ANY_NIGHT = (Slot.WEEKNIGHTS, Slot.WEEKEND_NIGHTS)
# Of two that begin at one place the first is meant: "weekend nights" before "weekend".
_PHRASES = (
    (
        rf"weekends?,? {_NIGHT}|(?:fri|satur)day(?:s|(?: and saturday)? {_NIGHT})",
        (Slot.WEEKEND_NIGHTS,),
    ),
    (rf"weekends?,? {_DAY}|(?:satur|sun)day {_DAY}|sundays", (Slot.WEEKENDS,)),
    (rf"(?:week|school|work)[ -]?{_NIGHT}|weekdays? {_NIGHT}", (Slot.WEEKNIGHTS,)),
    (rf"(?:sun|mon|tues|wednes|thurs)day {_NIGHT}", (Slot.WEEKNIGHTS,)),
    (rf"weekdays? {_DAY}|(?:mon|tues|wednes|thurs|fri)day {_DAY}", (Slot.WEEKDAYS,)),
    (r"weekdays?|(?:mon|tues|wednes|thurs)days|week", (Slot.WEEKDAYS, Slot.WEEKNIGHTS)),
    (r"weekends?", (Slot.WEEKENDS, Slot.WEEKEND_NIGHTS)),
    (r"evenings|night", _ANY_NIGHT),
)
_HABITUALLY = r"(?:on|at|in|during|for|over|come|every|most)(?: the| my| our| most| all)? "
_FOUND = tuple(
    (re.compile(rf"(?:\b{_HABITUALLY}|^)(?:{words})\b", re.IGNORECASE), slots)
    for words, slots in _PHRASES
)
# "Every week" and "for the night" are of no time of it.
_NO_TIME = re.compile(
    r"\b(?:every|most|for|over|on|at) (?:the |my |our )?week\b|\b(?:for|during|in|on|over) the night\b|^(?:week|night)\b",
    re.IGNORECASE,
)


def times_in(words: str) -> tuple[Slot, ...]:
    """The times of the week that the words speak of, none where they speak of no habit's time."""
    rest, found = _NO_TIME.sub("", words), dict[Slot, None]()
    for pattern, slots in _FOUND:
        if pattern.search(rest):
            found |= dict.fromkeys(slots)
            rest = pattern.sub(" ", rest)
    return tuple(found)


def is_only_times(words: str) -> bool:
    """Whether the words speak of times of the week and of nothing else."""
    rest = words
    for pattern, _ in _FOUND:
        rest = pattern.sub("", rest)
    return bool(times_in(words)) and not re.search(r"\w", re.sub(r"\band\b", "", rest))
