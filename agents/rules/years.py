"""Release years in words: "late 90s", "newer than <F0>", "the last ten years", "classics"."""

import re

from agents.rules.ranges import Found
from core.heard import Span

RECENT_FROM = 2015
CLASSIC_UNTIL = 1979

_DECADES = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960,
    "seventies": 1970, "eighties": 1980, "nineties": 1990, "noughties": 2000, "two thousands": 2000,
    "aughts": 2000, "twenty tens": 2010,
}  # fmt: skip
_DECADE = r"(?:(?P<century>19|20)?['’]?(?P<tens>\d0)['’]?s|(?P<word>" + "|".join(_DECADES) + r"))\b"
_PART = r"(?:(?P<part>early|mid|middle|late|end of the|beginning of the|start of the)[\s-]*(?:to[\s-]*late\s+)?(?:the\s+)?)?"
_ONE_DECADE = re.compile(r"(?<!set in the )(?<!set in )(?<!\d)" + _PART + _DECADE)
_YEAR = r"((?:19|20)\d\d)"
_PREMISE = re.compile(
    r"(?:\bset|\btakes? place|\babout)\s+(?:in|during|around)?\s*(?:the\s+)?(?:\w+\s+)?$"
)


def years_in(
    text: str, film_years: dict[str, int], this_year: int, before: Span | None = None
) -> Found | None:
    """The release years asked for in a masked, lower-case text.

    `film_years` gives the year of each placeholder (`<F0>`), for "newer than <F0>"; `before`
    is the range asked for so far, for "the year before that".
    """
    text = _CORRECTION.split(text)[-1] if _CORRECTION.search(text) else text
    found = (
        _moved(text, before)
        or _between_years(text)
        or _beside_a_film(text, film_years)
        or _one_sided(text)
        or _decades(text)
        or _last_years(text, this_year)
        or _single_year(text)
        or _vague_age(text)
    )
    if found is None or not _NEGATED.search(text[: found.start]) or "old" in found.span.text:
        return found
    return _inverted(found)


# "The 80s, no sorry, the 90s": what counts is what comes after.
_CORRECTION = re.compile(
    r"\b(?:no,? sorry|sorry,? no|i mean|no wait|wait,? no|scratch that)\b(?=.*\d0s|.*(?:19|20)\d\d)"
)
_NEGATED = re.compile(
    r"\b(?:nothing|not|no|none|don't (?:want|show|give me) (?:anything|films?|movies?)?)(?: (?:made|from|films?|movies?|released|that (?:is|was|came out)|out|anything|the|any))*\s*$"
)


def _moved(text: str, before: Span | None) -> Found | None:
    """ "The year before that", "the next decade": the last range, moved."""
    match = re.search(
        r"\bthe (?:(?P<next>next|following|previous|prior) )?(?P<unit>year|decade)(?: (?P<way>before|after)(?: (?:that|it|this))?)?\b",
        text,
    )
    if not match or before is None or not (match.group("next") or match.group("way")):
        return None
    step = 10 if match.group("unit") == "decade" else 1
    if match.group("way") == "before" or match.group("next") in ("previous", "prior"):
        step = -step
    low = before.low + step if before.low is not None else None
    high = before.high + step if before.high is not None else None
    return Found(Span(low=low, high=high, text=match.group()), *match.span())


def _inverted(found: Found) -> Found | None:
    """ "Nothing before 1990" begins in 1990; "not the 80s" leaves no single range."""
    span = found.span
    if span.low is None and span.high is not None:
        return found._replace(span=Span(low=span.high + 1, text=span.text))
    if span.high is None and span.low is not None:
        return found._replace(span=Span(high=span.low - 1, text=span.text))
    return None


def _between_years(text: str) -> Found | None:
    match = re.search(
        rf"\b(?:between |from )?(?:the )?{_YEAR}\s*(?:and|to|-|–|until|through|till)\s*(?:the )?{_YEAR}\b",
        text,
    )
    if not match:
        return None
    low, high = sorted((int(match.group(1)), int(match.group(2))))
    return Found(Span(low=low, high=high, text=match.group()), *match.span())


def _beside_a_film(text: str, film_years: dict[str, int]) -> Found | None:
    for name, year in film_years.items():
        newer = re.search(
            rf"\b(?:newer|more recent|later|made after|came out after|(?<!watch )(?<!see )after|since) (?:than )?(?:the )?{name}",
            text,
        )
        if newer:
            return Found(Span(low=year + 1, text=newer.group()), *newer.span())
        older = re.search(
            rf"\b(?:older|earlier|made before|came out before|before) (?:than )?(?:the )?{name}",
            text,
        )
        if older:
            return Found(Span(high=year - 1, text=older.group()), *older.span())
    return None


def _one_sided(text: str) -> Found | None:
    decade = rf"(?:the )?{_PART}{_DECADE}"
    before = re.search(
        rf"(?<!no )\b(?:before|pre|prior to|older than|earlier than|up to|until|no later than)[\s-]*(?:(?:the )?{_YEAR}\b|{decade})",
        text,
    )
    if before:
        if before.group(1):
            inclusive = before.group().startswith(("up to", "until", "no later"))
            return Found(
                Span(high=int(before.group(1)) - (0 if inclusive else 1), text=before.group()),
                *before.span(),
            )
        return Found(Span(high=_decade_years(before)[0] - 1, text=before.group()), *before.span())
    since = re.search(
        rf"\b(?:since|from|starting in|no older than)\s+(?:the )?(?:year )?{_YEAR}\s*(?:on(?:wards?)?|or (?:later|newer)|and (?:later|up|newer|after)|up|forward)?",
        text,
    )
    if since and (
        since.group().startswith(("since", "starting", "no older"))
        or not since.group().rstrip().endswith(since.group(1))
    ):
        return Found(Span(low=int(since.group(1)), text=since.group()), *since.span())
    later = re.search(
        rf"\b{_YEAR}\s*(?:onwards?|or (?:later|newer)|and (?:later|newer|up)|\+)", text
    )
    if later:
        return Found(Span(low=int(later.group(1)), text=later.group()), *later.span())
    after = re.search(
        rf"\b(?:after|post|newer than|later than|more recent than)[\s-]*(?:(?:the )?{_YEAR}\b|{decade})",
        text,
    )
    if after:
        if after.group(1):
            return Found(Span(low=int(after.group(1)) + 1, text=after.group()), *after.span())
        return Found(Span(low=_decade_years(after)[1] + 1, text=after.group()), *after.span())
    return None


def _decades(text: str) -> Found | None:
    found = [
        match for match in _ONE_DECADE.finditer(text) if not _PREMISE.search(text[: match.start()])
    ]
    if not found:
        return None
    spans = [_decade_years(match) for match in found]
    start, end = found[0].start(), found[-1].end()
    since = re.match(r"^\s*(?:onwards?|or (?:later|newer)|and (?:later|up|newer))", text[end:])
    low = min(low for low, _ in spans)
    high = None if since else max(high for _, high in spans)
    return Found(Span(low=low, high=high, text=text[start:end]), start, end)


def _decade_years(match: re.Match[str]) -> tuple[int, int]:
    if match.group("word"):
        first = _DECADES[match.group("word")]
    else:
        tens = int(match.group("tens"))
        century = match.group("century")
        first = (
            int(century) * 100 + tens if century else (1900 + tens if tens >= 30 else 2000 + tens)
        )
    match match.group("part"):
        case "early" | "beginning of the" | "start of the":
            return first, first + 4
        case "mid" | "middle":
            return first + 3, first + 7
        case "late" | "end of the":
            return first + 5, first + 9
    return first, first + 9


_CENTURIES = re.compile(
    r"\b(?:the )?(?:(?P<old>20th|twentieth|last|previous)|21st|this|twenty[- ]first) century\b"
)


def _last_years(text: str, this_year: int) -> Found | None:
    if century := _CENTURIES.search(text):
        if _PREMISE.search(text[: century.start()]):
            return None
        span = Span(high=1999) if century.group("old") else Span(low=2000)
        return Found(span.model_copy(update={"text": century.group()}), *century.span())
    match = re.search(
        r"\b(?:last|past|previous) (?:(\d+|few|couple(?: of)?|five|ten|two|three|several)\s+)?(years?|decade)\b",
        text,
    )
    if not match or not (match.group(1) or match.group(2) == "decade"):
        this = re.search(r"\b(?:from|out|released|of|came out) (this|last) year\b", text)
        if not this:
            return None
        year = this_year if this.group(1) == "this" else this_year - 1
        return Found(Span(low=year, high=year, text=this.group()), *this.span())
    words = {
        "few": 5,
        "couple": 3,
        "couple of": 3,
        "several": 7,
        "five": 5,
        "ten": 10,
        "two": 2,
        "three": 3,
    }
    amount = match.group(1) or "10"
    years = words.get(amount) or int(amount)
    return Found(Span(low=this_year - years, text=match.group()), *match.span())


def _single_year(text: str) -> Found | None:
    match = re.search(rf"(?<![(\d]){_YEAR}\b(?![)\d])", text)
    if not match or _PREMISE.search(text[: match.start()]):
        return None
    year = int(match.group(1))
    if re.search(r"(?:around|circa|about|roughly)\s+$", text[: match.start()]):
        return Found(Span(low=year - 2, high=year + 2, text=match.group()), *match.span())
    return Found(Span(low=year, high=year, text=match.group()), *match.span())


_NEW = re.compile(
    r"\b(?:recent(?:ly)?(?: released| made| ones)?|modern(?:[ -]day)?|contemporary|brand new|current|latest|newly released|came out lately)\b"
    r"(?!ly (?:saw|seen|watched))|\b(?:something|anything|films?|movies?|ones?|any|some|the|a|fairly|pretty|rather|relatively) new(?:er)?(?: (?:movies?|films?|ones?|releases?|stuff|please|and)|\s*[?.!,]|$)|\bnew(?:er)? (?:\w+ )?(?:movies?|films?|releases?|flicks?|horror|comed\w+|stuff|ones)\b|\bnot? (?:too |very |so )?old\b|^new(?:er)?\b"
)
# The catalogue does not say which films have no colour; few after this year.
COLOURLESS_UNTIL = 1960
_COLOURLESS = re.compile(r"\b(?:black[\s-]and[\s-]white|b&w)\b(?!\W*\?)")
_OLD = re.compile(
    r"\b(?:old(?:er|ies)?[\s-]*(?:school|fashioned|timey)?|classics?|vintage|golden age|retro)"
    r"(?: (?:\w+ )?(?:hollywood|movies?|films?|ones?|flicks?|stuff|classics?|horror|comed\w+|westerns?|noir|<A\d+>)|\s*[,.!?]|\s*$|(?<=c)\b|(?<=cs)\b|(?<=e)\b)"
)


def _vague_age(text: str) -> Found | None:
    if colourless := _COLOURLESS.search(text):
        span = Span(high=COLOURLESS_UNTIL, text=colourless.group())
        return Found(span, *colourless.span())
    new, old = _NEW.search(text), _OLD.search(text)
    if new and re.search(r"\bi (?:just |only )?(?:recently|most recently)", text[: new.end()]):
        new = None
    if old and re.search(
        r"(?:year|years|yr|yrs|too|\d|how|month|months)[\s-]*$|\bmy (?:\w+ )?$", text[: old.start()]
    ):
        old = None
    if old and re.search(
        r"(?:not|nothing|no|hate|don['’]?t (?:want|like))\s+(?:\w+\s+)?$", text[: old.start()]
    ):
        return (
            Found(Span(low=RECENT_FROM, text=old.group().strip()), *old.span())
            if not new
            else Found(Span(low=RECENT_FROM, text=new.group()), *new.span())
        )
    if new:
        return Found(Span(low=RECENT_FROM, text=new.group().strip()), *new.span())
    if old:
        return Found(Span(high=CLASSIC_UNTIL, text=old.group().strip()), *old.span())
    return None
