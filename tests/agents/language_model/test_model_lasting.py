"""What a model hears that lasts holds as far as the person's own words and the catalogue bear it out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.language_model.listening import Listening, ListeningPrompt
from agents.language_model.names import Names
from agents.rules.listen import RulesListener
from core.conversation import ListenTask
from core.heard import Claim, Heard, Lasting, Slot, Span
from core.language_model import Site
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from retrieval.words import normalise
from tests.fake_models import lasting
from tests.worlds import made_up

CATALOG = made_up()
LINKER = Linker(CATALOG, english_lexicon())
NAMES = Names(CATALOG, LINKER, english_lexicon())
RULES = RulesListener(CATALOG, LINKER, english_lexicon())
PROMPT = ListeningPrompt(Site.LISTEN, CATALOG, NAMES)


def heard(text: str, *entries: dict[str, object], **said: object) -> Heard:
    task = ListenTask(text=text, this_year=2026)
    fields = {"intents": ["inform"], "lasting": list(entries), **said}
    return PROMPT.grounded(Listening.model_validate(fields), task, RULES.listen(task))


def claims(text: str, *entries: dict[str, object], **said: object) -> list[str]:
    return [told(one.claim) for one in heard(text, *entries, **said).lasting]


def told(claim: Claim) -> str:
    hard = "hard" if claim.hard else "soft"
    span = claim.years or claim.runtime
    return f"{claim.key} {claim.polarity.value} {hard}" + (
        f" {span.low}-{span.high}" if span else ""
    )


def test_a_taste_leans_and_a_rule_rules() -> None:
    text = "I never watch horror and I adore anything with a heist"
    rule = lasting("I never watch horror", value="horror", ruled_out=True)
    taste = lasting("I adore anything with a heist", facet="theme", value="heist")
    found = heard(text, rule, taste).lasting
    assert [told(one.claim) for one in found] == [
        "genre:Horror avoid hard",
        "theme:heist want soft",
    ]
    assert [one.words for one in found] == ["I never watch horror", "I adore anything with a heist"]


def test_words_are_kept_as_the_person_spelled_them() -> None:
    (one,) = heard(
        "Well: I NEVER  watch Horror!", lasting("i never watch horror", value="Horror")
    ).lasting
    assert one.words == "I NEVER watch Horror"


@pytest.mark.parametrize(
    "entry",
    [
        lasting("I love horror", value="Horror"),
        lasting("never watch films", value="Horror", ruled_out=True),
        lasting("", value="Horror"),
        lasting("I never watch horror", value="Zorblax", ruled_out=True),
        lasting("I never watch horror", facet="person", value="Ada Quibble3"),
        lasting("I never watch horror", facet="decade", value="1990"),
        lasting("I never watch horror", facet=None),
        lasting("I never watch horror", facet=None, year_from=1990, year_to=1980),
        lasting("I never watch horror", facet=None, minutes_to=90, ruled_out=True),
        lasting("I never watch horror", value="Horror", ruled_out=True, when="weekends"),
    ],
)
def test_what_the_message_or_the_catalogue_does_not_bear_out_is_dropped(
    entry: dict[str, object],
) -> None:
    assert claims("I never watch horror films", entry) == []


@pytest.mark.parametrize(
    "text",
    [
        'a note on the door says "I never watch horror", what a line',
        "a note says “I never watch horror” there",
        "a note says «I never watch horror» there",
    ],
)
def test_what_others_are_quoted_with_is_no_word_of_the_persons(text: str) -> None:
    entry = lasting("I never watch horror", value="Horror", ruled_out=True)
    assert claims(text, entry) == []
    assert claims(text.translate(dict.fromkeys(map(ord, '"“”«»'))), entry) != []


def test_a_person_has_to_be_named_in_the_words() -> None:
    said = lasting("a big fan of Quibble3", facet="person", value="Ada Quibble3")
    assert claims("I am a big fan of Quibble3", said) == ["person:Ada Quibble3 want soft"]
    other = said | {"words": "I am a big fan"}
    assert claims("I am a big fan of Quibble3", other) == []


def test_limits_rule() -> None:
    entry = lasting(
        "only watch films from the eighties under two hours",
        facet=None,
        year_from=1980,
        year_to=1989,
        minutes_to=120,
    )
    assert claims("I only watch films from the eighties under two hours", entry) == [
        "years want hard 1980-1989",
        "runtime want hard None-120",
    ]


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("on weekend nights I like something funny", "weekend nights"),
        ("on Saturdays I like something funny", "weekends"),
        ("after work I like something funny", "weeknights"),
        ("on weekdays I like something funny", "weekdays"),
    ],
)
def test_a_routine_has_a_word_of_its_time(words: str, when: str) -> None:
    entry = lasting(words, facet="mood", value="funny", when=when)
    (one,) = heard(words, entry).lasting
    assert one.claim.when is Slot(when)
    assert claims("I like something funny", entry | {"words": "I like something funny"}) == []


def test_nothing_lasts_of_what_is_asked_for_others() -> None:
    text = "I never watch horror, something for my kids"
    entry = lasting("I never watch horror", value="Horror", ruled_out=True)
    assert claims(text, entry, audience="kids") == []
    assert claims("I never watch horror", entry, audience="kids") != []


def test_the_first_word_on_a_thing_counts_and_a_handful_is_enough() -> None:
    text = "I love horror I never watch horror"
    first, second = (
        lasting("I love horror", value="Horror"),
        lasting("I never watch horror", value="Horror", ruled_out=True),
    )
    assert claims(text, first, second, first) == ["genre:Horror want soft"]
    genres = ("Comedy", "Horror", "Drama", "Thriller", "Romance", "Crime")
    many = [lasting("I love all films", value=genre) for genre in genres]
    many += [
        lasting("I love all films", facet="mood", value=mood) for mood in ("funny", "scary", "sad")
    ]
    assert len(claims("I love all films", *many)) == 6


def test_a_field_that_is_left_out_leaves_the_reading_of_the_rules() -> None:
    text = "I never watch horror"
    task = ListenTask(text=text, this_year=2026)
    reading = RULES.listen(task)
    without = Listening.model_validate({"intents": ["inform"]})
    assert reading.lasting
    assert PROMPT.grounded(without, task, reading).lasting == reading.lasting
    assert heard(text).lasting == ()


@given(
    words=st.text(max_size=60), text=st.text(max_size=60), value=st.sampled_from(["Horror", "x"])
)
def test_any_claim_stands_in_the_words_of_the_message(words: str, text: str, value: str) -> None:
    task = ListenTask(text=text, this_year=2026)
    said = Listening.model_validate(
        {"intents": ["inform"], "lasting": [lasting(words, value=value)]}
    )
    found: tuple[Lasting, ...] = PROMPT.grounded(said, task, Heard(text=text)).lasting
    for one in found:
        assert one.words in text
        assert normalise(one.words) == normalise(words) != ""
        assert one.claim.years is None or isinstance(one.claim.years, Span)
