"""Directions, audience and number in a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.rules.shifts import audience_in, count_in, shifts_in
from core.heard import Audience, Axis


@pytest.mark.parametrize(
    ("text", "axes"),
    [
        ("but funnier", {Axis.FUNNIER}),
        ("with more jokes", {Axis.FUNNIER}),
        ("darker please", {Axis.DARKER}),
        ("something lighter", {Axis.LIGHTER}),
        ("less depressing", {Axis.LIGHTER}),
        ("too dark", {Axis.LIGHTER}),
        ("scarier", {Axis.SCARIER}),
        ("less scary", {Axis.LESS_SCARY}),
        ("not as scary", {Axis.LESS_SCARY}),
        ("too gory", {Axis.LESS_VIOLENT}),
        ("less violent", {Axis.LESS_VIOLENT}),
        ("shorter", {Axis.SHORTER}),
        ("that's too long", {Axis.SHORTER}),
        ("longer", {Axis.LONGER}),
        ("too short", {Axis.LONGER}),
        ("something newer", {Axis.NEWER}),
        ("more recent", {Axis.NEWER}),
        ("too old", {Axis.NEWER}),
        ("something older", {Axis.OLDER}),
        ("too modern", {Axis.OLDER}),
        ("sadder", {Axis.SADDER}),
        ("more romantic", {Axis.ROMANTIC}),
        ("more action", {Axis.ACTION}),
        ("too slow", {Axis.ACTION}),
        ("slower", {Axis.SLOWER}),
        ("smarter", {Axis.SMARTER}),
        ("weirder", {Axis.WEIRDER}),
        ("more popular", {Axis.KNOWN}),
        ("hidden gems", {Axis.OBSCURE}),
        ("less mainstream", {Axis.OBSCURE}),
        ("funnier and shorter", {Axis.FUNNIER, Axis.SHORTER}),
        ("newer but less violent", {Axis.NEWER, Axis.LESS_VIOLENT}),
    ],
)
def test_a_comparative_is_a_direction(text: str, axes: set[Axis]) -> None:
    assert set(shifts_in(text)) == axes


@pytest.mark.parametrize(
    "text",
    [
        "a funny film",
        "nothing too long",
        "my older brother",
        "no longer in the mood",
        "a scary film",
        "newer than 2010",
        "older than 1980",
    ],
)
def test_what_compares_nothing_is_no_direction(text: str) -> None:
    assert shifts_in(text) == {}


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("something for my kids", Audience.KIDS),
        ("to watch with my 5 year old", Audience.KIDS),
        ("family movie night", Audience.KIDS),
        ("kid-friendly", Audience.KIDS),
        ("for my little niece", Audience.KIDS),
        ("i'm babysitting", Audience.KIDS),
        ("with my girlfriend", Audience.FRIEND),
        ("for a date night", Audience.FRIEND),
        ("my wife and i", Audience.FRIEND),
        ("for my parents", Audience.FRIEND),
        ("with a few friends", Audience.FRIEND),
        ("just for me", Audience.SELF),
        ("for myself", Audience.SELF),
        ("the kids are asleep", Audience.SELF),
        ("something good", None),
        ("a film about a kid", None),
        ("stars a child", None),
        ("give me something", None),
    ],
)
def test_the_audience_is_whom_the_film_is_for(text: str, audience: Audience | None) -> None:
    assert audience_in(text) is audience


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("three films", 3),
        ("give me 5 suggestions", 5),
        ("top 10", 10),
        ("top five", 5),
        ("just one movie", 1),
        ("a couple of films", 2),
        ("two more recommendations", 2),
        ("a single film", 1),
        ("two good <A0> films", 2),
        ("ten ideas please", 10),
        ("a film", None),
        ("the two films", None),
        ("which of those two films", None),
        ("i have seen 3 films", None),
        ("99 films", None),
        ("0 films", None),
        ("two hours", None),
    ],
)
def test_the_number_of_films_asked_for(text: str, count: int | None) -> None:
    assert count_in(text) == count


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    count = count_in(text.lower())
    assert count is None or 1 <= count <= 20
    assert audience_in(text.lower()) in {None, *Audience}
    assert set(shifts_in(text.lower())) <= set(Axis)
