"""Years and minutes in words become inclusive ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.rules.minutes import runtime_in
from agents.rules.years import years_in
from core.heard import Span

THIS_YEAR = 2026
Range = tuple[int | None, int | None] | None


def years(text: str, film_years: dict[str, int] | None = None, before: Span | None = None) -> Range:
    found = years_in(text, film_years or {}, THIS_YEAR, before)
    return (found.span.low, found.span.high) if found else None


def minutes(text: str, film_minutes: dict[str, int] | None = None) -> Range:
    found = runtime_in(text, film_minutes or {})
    return (found.span.low, found.span.high) if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from the 90s", (1990, 1999)),
        ("a 90's thriller", (1990, 1999)),
        ("something from the '80s", (1980, 1989)),
        ("1970s horror", (1970, 1979)),
        ("from the seventies", (1970, 1979)),
        ("the 2010s", (2010, 2019)),
        ("the noughties", (2000, 2009)),
        ("1920s silents", (1920, 1929)),
        ("early 2000s", (2000, 2004)),
        ("mid 80s", (1983, 1987)),
        ("late 90s", (1995, 1999)),
        ("the late nineties", (1995, 1999)),
        ("70s or 80s", (1970, 1989)),
        ("from the 60s to the 80s", (1960, 1989)),
        ("the 80s onwards", (1980, None)),
        ("last century", (None, 1999)),
        ("of this century", (2000, None)),
    ],
)
def test_a_decade_is_ten_years_and_its_part_five(text: str, expected: Range) -> None:
    assert years(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from 1999", (1999, 1999)),
        ("made in 2005", (2005, 2005)),
        ("around 1985", (1983, 1987)),
        ("between 1990 and 1995", (1990, 1995)),
        ("1990-1995", (1990, 1995)),
        ("from 2001 to 2003", (2001, 2003)),
        ("between 1995 and 1990", (1990, 1995)),
        ("before 1980", (None, 1979)),
        ("pre-1980", (None, 1979)),
        ("older than 1980", (None, 1979)),
        ("up to 1980", (None, 1980)),
        ("no later than 1980", (None, 1980)),
        ("before the 80s", (None, 1979)),
        ("after 2010", (2011, None)),
        ("newer than 2010", (2011, None)),
        ("after the 90s", (2000, None)),
        ("since 2010", (2010, None)),
        ("from 2010 on", (2010, None)),
        ("2010 or later", (2010, None)),
        pytest.param("no older than 2010", (2010, None)),
        ("nothing before 1990", (1990, None)),
        ("nothing after 1990", (None, 1990)),
        ("the 80s, no sorry, the 90s", (1990, 1999)),
    ],
)
def test_years_are_inclusive_at_both_ends(text: str, expected: Range) -> None:
    assert years(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("something recent", (2015, None)),
        ("a new film", (2015, None)),
        ("a modern thriller", (2015, None)),
        ("nothing old", (2015, None)),
        ("not too old", (2015, None)),
        ("an old film", (None, 1979)),
        ("a classic", (None, 1979)),
        ("black and white films", (None, 1960)),
        ("from the last 5 years", (2021, None)),
        ("the last ten years", (2016, None)),
        ("past decade", (2016, None)),
        ("released this year", (2026, 2026)),
        ("from last year", (2025, 2025)),
    ],
)
def test_vague_ages_have_fixed_borders(text: str, expected: Range) -> None:
    assert years(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a thriller",
        "my 5 year old",
        "i am 30 years old",
        pytest.param("an old friend and i"),
        "set in the 80s",
        "set in 1944",
        "about the 1960s",
        "too old",
        "how old is it",
        "i just recently saw <F0>",
        "blade runner (2049)",
    ],
)
def test_what_is_no_release_year_gives_no_range(text: str) -> None:
    assert years(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("newer than <F0>", (1996, None)),
        ("more recent than <F0>", (1996, None)),
        ("older than the <F0>", (None, 1994)),
        ("made before <F0>", (None, 1994)),
    ],
)
def test_a_film_can_be_the_border(text: str, expected: Range) -> None:
    assert years(text, {"<F0>": 1995}) == expected


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("and the year before that", Span(low=1999, high=1999), (1998, 1998)),
        ("the year after", Span(low=1999, high=1999), (2000, 2000)),
        ("the next decade", Span(low=1980, high=1989), (1990, 1999)),
        ("the previous decade", Span(low=1980, high=1989), (1970, 1979)),
        ("the decade before", Span(high=1989), (None, 1979)),
    ],
)
def test_the_last_range_can_be_moved(text: str, before: Span, expected: Range) -> None:
    assert years(text, before=before) == expected


def test_there_is_nothing_to_move_at_first() -> None:
    assert years("the year before that") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under two hours", (None, 120)),
        ("under 2 hours", (None, 120)),
        ("less than 90 minutes", (None, 90)),
        ("under two and a half hours", (None, 150)),
        ("under 2.5 hours", (None, 150)),
        ("no longer than an hour and a half", (None, 90)),
        ("not longer than 100 mins", (None, 100)),
        ("no films longer than 110 minutes", (None, 110)),
        ("I do not watch anything over two hours", (None, 120)),
        ("nothing shorter than 90 minutes", (90, None)),
        ("no films under an hour", (60, None)),
        ("max 1h45", (None, 105)),
        ("at most 1 hour 40 minutes", (None, 100)),
        ("90 minutes or less", (None, 90)),
        ("two hours tops", (None, 120)),
        ("i only have 90 minutes", (None, 90)),
        ("i've got an hour", (None, 60)),
        ("within two hours", (None, 120)),
        ("nothing over 2 hours", (None, 120)),
        ("at least 3 hours", (180, None)),
        ("over three hours", (180, None)),
        ("3 hours or more", (180, None)),
        ("more than 150 minutes", (150, None)),
        ("around 90 minutes", (80, 100)),
        ("about two hours", (110, 130)),
        ("a 90-minute film", (80, 100)),
        ("between 90 and 120 minutes", (90, 120)),
        ("between an hour and two hours", (60, 120)),
        ("a short film", (None, 100)),
        ("something short", (None, 100)),
        ("not too long", (None, 100)),
        ("a long film", (150, None)),
        ("an epic-length one", (150, None)),
    ],
)
def test_running_times_are_inclusive_minutes(text: str, expected: Range) -> None:
    assert minutes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a thriller",
        "i saw it two hours ago",
        "a three hour flight",
        "how long is it",
        "in a long time",
        "too long",
        "the last two hours",
        "a couple of films",
    ],
)
def test_what_is_no_running_time_gives_no_range(text: str) -> None:
    assert minutes(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("shorter than <F0>", (None, 169)), ("longer than the <F0>", (171, None))],
)
def test_a_film_can_be_the_length(text: str, expected: Range) -> None:
    assert minutes(text, {"<F0>": 170}) == expected


@given(st.integers(1900, 2029), st.sampled_from(["before", "after", "since", "from", "around"]))
def test_a_stated_year_stands_at_the_border(year: int, word: str) -> None:
    found = years(f"{word} {year}")
    assert found is not None
    assert {bound for bound in found if bound is not None} <= set(range(year - 2, year + 3))


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for span in (years_in(text.lower(), {}, THIS_YEAR), runtime_in(text.lower(), {})):
        assert span is None or span.start <= span.end <= len(text.lower())
