"""Running times in words: "under two and a half hours", "around 90 minutes", "something short"."""

import re

from agents.rules.ranges import Found
from core.heard import Span

_SHORT, _LONG = 100, 150
_AROUND = 10

_HOUR = r"(?:hours?|hrs?)\b"
_MINUTE = r"(?:minutes?|mins?|min)\b"
_NUMBER_WORDS = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "ninety": 90.0, "sixty": 60.0,
    "eighty": 80.0, "seventy": 70.0, "hundred": 100.0, "forty": 40.0, "thirty": 30.0, "a couple of": 2.0,
    "couple of": 2.0, "couple": 2.0, "half an": 0.5,
}  # fmt: skip
_NUMBER = r"(?:\d+(?:[.,]\d+)?|" + "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True)) + r")"
_COUNTED = (
    rf"(?:\d+(?:[.,]\d+)?[\s-]*|(?:{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})[\s-]+)"
)
_LENGTH = re.compile(
    rf"\b(?:(?P<hours>{_COUNTED})(?:\s*(?:and (?:a|one) )?(?P<half>half|1/2)[\s-]*)?{_HOUR}"
    rf"(?P<half_after>\s*(?:and )?(?:a )?half\b)?(?:\s*(?:and )?(?P<rest>\d+)\s*(?:{_MINUTE})?)?"
    rf"|(?P<minutes>{_COUNTED}){_MINUTE}|(?P<hm>\d)h(?P<hmrest>\d\d)?\b)"
)
_AT_MOST = re.compile(
    r"(?:under|less than|below|at most|max(?:imum)?(?: of)?|no (?:more|longer) than|not (?:more|longer) than|"
    r"shorter than|up to|within|in|fits? (?:in|into)|(?:i|we)(?:['’]ve| have)?(?: only)?(?: got| have)(?: about| like| only| just)*|"
    r"over in|isn['’]?t (?:more|longer) than|not over|don['’]?t want .{0,20}(?:over|more than|longer than)|(?:exceed|beyond|past)|"
    r"nothing (?:over|longer than|more than|past)|not? (?:over|above)|only got|only have|just)\s*(?:a |the )?$"
)
# "No films longer than two hours" is a bound from above, "nothing under an hour" one from below.
_NEVER = r"(?:\b(?:no|not|nothing|none|never|without)|n['’]t)(?: \w+){0,3} "
_NONE_LONGER = re.compile(rf"{_NEVER}(?:longer than|more than|over|above)\s*(?:a |the )?$")
_NONE_SHORTER = re.compile(rf"{_NEVER}(?:shorter than|less than|under|below)\s*(?:a |the )?$")
_AT_LEAST = re.compile(
    r"(?:at least|over|more than|longer than|above|minimum(?: of)?|min(?: of)?)\s*(?:a )?$"
)
_ROUGHLY = re.compile(r"(?:about|around|roughly|approximately|circa|~|or so|ish)\s*(?:a |an )?$")
_AT_MOST_AFTER = re.compile(
    r"^\s*(?:or less|or under|or shorter|max(?:imum)?|tops|at most|at the most|limit)\b"
)
_AT_LEAST_AFTER = re.compile(r"^\s*(?:or more|or longer|plus|\+|minimum)")
_SHORT_FILM = re.compile(
    r"\b(?:short(?:ish)?|quick)[\s,]+(?:\w+[\s,]+)?(?:movies?|films?|ones?|flicks?|watch|something|thing|picture|and sweet)\b"
    r"|\b(?:something|anything|film|movie|one|keep it|pretty|fairly|kinda|make it|be) (?:\w+ )?(?:short|quick)\b(?! of)|^short\b|\bnot (?:too|very|super) long\b|\bnothing (?:too|very|super) long\b"
)
_LONG_FILM = re.compile(
    r"\b(?<!how )(?<!too )(?<!as )long[\s,]+(?:\w+[\s,]+)?(?:movies?|films?|epics?|ones?)\b|\b(?:epic|film|really|properly)[\s-]?(?:length )?long\b(?! time)(?! day)(?! week)|\bepic[\s-]length\b"
)


def runtime_in(text: str, film_minutes: dict[str, int]) -> Found | None:
    """The running time asked for in a masked, lower-case text, in minutes."""
    lengths = [match for match in _LENGTH.finditer(text) if _minutes(match)]
    for place in range(len(lengths)):
        if found := _stated_length(text, lengths[place:]):
            return found
    for name, minutes in film_minutes.items():
        if match := re.search(rf"\bshorter than (?:the )?{name}", text):
            return Found(Span(high=minutes - 1, text=match.group()), *match.span())
        if match := re.search(rf"\blonger than (?:the )?{name}", text):
            return Found(Span(low=minutes + 1, text=match.group()), *match.span())
    if match := _SHORT_FILM.search(text):
        return Found(Span(high=_SHORT, text=match.group()), *match.span())
    if match := _LONG_FILM.search(text):
        return Found(Span(low=_LONG, text=match.group()), *match.span())
    return None


def _stated_length(text: str, lengths: list[re.Match[str]]) -> Found | None:
    match = lengths[0]
    before, after = text[: match.start()], text[match.end() :]
    minutes = _minutes(match)
    if len(lengths) > 1 and re.search(r"between\s+$", before):
        high = _minutes(lengths[1])
        end = lengths[1].end()
        return Found(
            Span(low=minutes, high=high, text=text[match.start() : end]), match.start(), end
        )
    if re.search(r"\b(?:ago|later|flight|drive|train|sleep|shift|work)\b", after[:12]) or re.search(
        r"\blast\s+$", before
    ):
        return None
    span = Span(text=match.group())
    if match_between := re.search(rf"between ({_NUMBER}) (?:and|to) $", before):
        span = Span(low=round(_number(match_between.group(1))), high=minutes, text=match.group())
    elif _NONE_SHORTER.search(before):
        span = Span(low=minutes, text=match.group())
    elif _NONE_LONGER.search(before) or _AT_MOST.search(before) or _AT_MOST_AFTER.match(after):
        span = Span(high=minutes, text=match.group())
    elif _AT_LEAST.search(before) or _AT_LEAST_AFTER.match(after):
        span = Span(low=minutes, text=match.group())
    elif (
        _ROUGHLY.search(before)
        or re.match(r"^\s*(?:ish|or so|long|movie|film|flick)", after)
        or match.group("minutes")
    ):
        span = Span(low=minutes - _AROUND, high=minutes + _AROUND, text=match.group())
    else:
        return None
    return Found(span, match.start(), match.end())


def _minutes(match: re.Match[str]) -> int:
    if match.group("minutes"):
        return round(_number(match.group("minutes")))
    if match.group("hm"):
        return int(match.group("hm")) * 60 + int(match.group("hmrest") or 0)
    hours = _number(match.group("hours"))
    half = 30 if match.group("half") or match.group("half_after") else 0
    return round(hours * 60) + half + int(match.group("rest") or 0)


def _number(text: str) -> float:
    word = text.strip(" -")
    return _NUMBER_WORDS[word] if word in _NUMBER_WORDS else float(word.replace(",", "."))
