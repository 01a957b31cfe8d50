"""Of what a model writes down, only what message and catalogue bear out is heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.lib._pydantic import to_strict_json_schema

from agents.language_model.listening import Listening, ListeningPrompt, Selecting
from agents.language_model.names import Names
from agents.rules.listen import RulesListener
from agents.state import DialogueState
from core.conversation import Act, ListenTask
from core.heard import Audience, Axis, Heard, Intent, Polarity, Span, Stance
from core.item import Facet
from core.language_model import Failure, ModelFailed, Site
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from tests.doubles import shown_card
from tests.worlds import made_up, wanted

CATALOG = made_up()
LINKER = Linker(CATALOG, english_lexicon())
NAMES = Names(CATALOG, LINKER, english_lexicon())
RULES = RulesListener(CATALOG, LINKER, english_lexicon())
SHOWN = tuple(shown_card(item) for item in CATALOG.items_in_order[:3])
WISHES = wanted("genre:Comedy", "theme:ghosts")
PROMPTS = {site: ListeningPrompt(site, CATALOG, NAMES) for site in (Site.LISTEN, Site.SELECT)}


def grounded(text: str, reading: Heard | None = None, **said: object) -> Heard:
    task = ListenTask(text=text, shown=SHOWN, wishes=WISHES, years=Span(low=1980), this_year=2026)
    answer = Listening.model_validate({"intents": ["request"], **said})
    return PROMPTS[Site.LISTEN].grounded(answer, task, reading or RULES.listen(task))


def about(number: int, stance: str = "like") -> dict[str, object]:
    return {"number": number, "stance": stance, "seen": False}


def titled(words: str, stance: str = "like") -> dict[str, object]:
    return {"words": words, "stance": stance, "seen": False}


def asked(facet: str, value: str, *, either: bool = False) -> dict[str, object]:
    return {"facet": facet, "value": value, "either": either}


def values(heard: Heard) -> list[tuple[Polarity, Facet, str]]:
    return [(a.polarity, a.facet, a.value) for a in heard.attributes]


@pytest.mark.parametrize(
    "said",
    [
        {"films": [about(0)]},
        {"films": [about(4)]},
        {"films": [about(-1)]},
        {"withdrawn": [0]},
        {"withdrawn": [4]},
        {"intents": []},
    ],
    ids=["film 0", "film 4", "film -1", "wish 0", "wish 4", "no intent"],
)
def test_what_is_not_there_is_no_answer(said: dict[str, object]) -> None:
    with pytest.raises(ModelFailed) as raised:
        grounded("the last one was fine", **said)
    assert raised.value.failure is Failure.UNGROUNDED


def test_films_of_the_list_are_those_on_the_screen_then_those_named() -> None:
    heard = grounded("Vexing Wumpus beats the second", films=[about(4), about(2, "dislike")])
    by_title = {CATALOG[film.item_id].title: film for film in heard.films}
    assert by_title["Vexing Wumpus"].stance is Stance.LIKE
    assert by_title["Vexing Wumpus"].position is None
    assert by_title["Marzipan Zeppelins"].position == 2
    assert by_title["Marzipan Zeppelins"].stance is Stance.DISLIKE


def test_the_first_word_on_a_film_counts() -> None:
    heard = grounded("the first", films=[about(1, "like"), about(1, "reject")])
    assert [film.stance for film in heard.films] == [Stance.LIKE]


def test_a_title_of_the_message_that_the_rules_missed_is_looked_up() -> None:
    heard = grounded(
        "ostler halibuts!!", Heard(text="ostler halibuts!!"), titles=[titled("ostler halibuts")]
    )
    assert [CATALOG[film.item_id].title for film in heard.films] == ["Ostler Halibuts"]
    assert heard.films[0].text == "ostler halibuts"


def test_a_title_that_nobody_said_is_dropped() -> None:
    heard = grounded(
        "something funny", titles=[titled("Ostler Halibuts"), titled("The Purple Cow")]
    )
    assert (heard.films, heard.unknown_titles) == ((), ())


def test_a_title_that_the_catalogue_lacks_is_unknown_once() -> None:
    message = "like The Purple Tangerine Conspiracy"
    title = titled("The Purple Tangerine Conspiracy", "anchor")
    heard = grounded(message, titles=[title, title, titled("!!!"), titled(" ")])
    assert heard.unknown_titles == ("The Purple Tangerine Conspiracy",)


def test_a_subject_has_to_be_in_the_persons_words() -> None:
    assert (
        grounded("about the moon landing", subject=" the moon landing ").subject
        == "the moon landing"
    )
    assert grounded("about the moon", subject="the moon landing").subject == ""
    assert grounded("about the moon", subject="?!").subject == ""


def test_attributes_are_spelled_as_the_catalogue_does() -> None:
    wants = [asked("genre", "COMEDY"), asked("genre", "Klingon opera"), asked("mood", "scary")]
    heard = grounded(
        "a scary comedy",
        wants=wants,
        avoids=[asked("genre", "Comedy"), asked("language", "french")],
    )
    assert values(heard) == [
        (Polarity.WANT, Facet.GENRE, "Comedy"),
        (Polarity.WANT, Facet.MOOD, "scary"),
        (Polarity.AVOID, Facet.LANGUAGE, "French"),
    ]


def test_alternatives_are_one_group_and_what_is_ruled_out_is_in_none() -> None:
    sides = [asked("genre", "Comedy", either=True), asked("genre", "Drama", either=True)]
    heard = grounded("comedy or drama", wants=sides, avoids=[asked("genre", "Horror", either=True)])
    assert [a.group for a in heard.attributes] == ["either genre", "either genre", ""]


@pytest.mark.parametrize(
    ("message", "person", "is_heard"),
    [
        ("with ada quibble1", "Ada Quibble1", True),
        ("with quibble1", "Ada Quibble1", True),
        ("with ada quibble1", "Ada Quibble2", False),
        ("with ada", "Ada Quibble2", False),
        ("something nice", "Ada Quibble1", False),
    ],
)
def test_a_person_needs_evidence(message: str, person: str, *, is_heard: bool) -> None:
    reading = Heard(text=message)
    heard = grounded(message, reading, wants=[asked("person", person)])
    assert bool(heard.attributes) is is_heard


def test_a_person_whom_the_rules_understood_is_meant() -> None:
    reading = Heard(text="by others of hers", attributes=wanted("person:Ada Quibble1"))
    assert grounded(reading.text, reading, wants=[asked("person", "Ada Quibble1")]).attributes


@pytest.mark.parametrize(
    ("low", "high", "span"),
    [
        (1990, 1999, Span(low=1990, high=1999)),
        (1, 1999, Span(high=1999)),
        (1990, 9999, Span(low=1990)),
        (None, None, None),
        (0, 9999, None),
        (1999, 1990, None),
    ],
)
def test_years_stay_within_what_is_possible(
    low: int | None, high: int | None, span: Span | None
) -> None:
    assert grounded("films", year_from=low, year_to=high).years == span


def test_minutes_and_counts_stay_within_what_is_possible() -> None:
    heard = grounded("films", minutes_from=-5, minutes_to=100_000, count=99)
    assert (heard.runtime, heard.count) == (None, None)
    assert grounded("films", minutes_to=90, count=3).runtime == Span(high=90)


def test_directions_start_from_a_film_that_was_shown() -> None:
    heard = grounded(
        "the second but funnier", films=[about(2, "anchor")], directions=["funnier", "funnier"]
    )
    assert [(s.axis, s.item_id) for s in heard.shifts] == [(Axis.FUNNIER, SHOWN[1].item_id)]


def test_a_fresh_start_needs_a_request() -> None:
    assert grounded("now a comedy", starts_afresh=True).fresh
    assert not grounded("thanks", intents=["thank"], starts_afresh=True).fresh


def test_wishes_taken_back_are_gone_from_the_state() -> None:
    state = DialogueState(attributes=WISHES, years=Span(low=1980))
    heard = grounded("any genre, any year", intents=["inform"], withdrawn=[1, 3, 1])
    assert heard.withdrawn == ("genre:Comedy", "years")
    after = state.hearing(heard)
    assert [a.value for a in after.attributes] == ["ghosts"]
    assert after.years is None


def test_the_demand_is_one_short_line() -> None:
    demand = grounded("films", demand="wants\n a \tfilm " * 200).demand
    assert demand.startswith("wants a film wants")
    assert len(demand) <= 300


def test_the_message_stays_the_persons() -> None:
    reading = Heard(text="as the rules keep it", clipped=True)
    heard = grounded("as sent", reading)
    assert (heard.text, heard.clipped) == (reading.text, True)


def objects(schema: object) -> list[dict[str, object]]:
    if isinstance(schema, list):
        return [found for part in schema for found in objects(part)]
    if not isinstance(schema, dict):
        return []
    here = [schema] if "properties" in schema else []
    return here + [found for part in schema.values() for found in objects(part)]


@pytest.mark.parametrize("schema", [Listening, Selecting])
def test_servers_with_strict_schemas_require_every_property(schema: type[Listening]) -> None:
    found = objects(to_strict_json_schema(schema))
    assert len(found) >= 4
    for each in found:
        assert set(each["required"]) == set(each["properties"])
        assert each["additionalProperties"] is False


def test_servers_without_schemas_may_leave_out_what_is_empty() -> None:
    assert Listening.model_validate_json('{"intents": ["greet"]}').films == []
    assert Selecting.model_validate_json('{"intents": ["greet"], "act": "chat"}').act is Act.CHAT


WORDS = (
    "Ostler Halibuts",
    "the moon",
    "Ada Quibble1",
    "Comedy",
    "heist",
    "French",
    "",
    "!!",
    "1990",
    "\x00",
)
MESSAGES = (
    "something like Ostler Halibuts",
    "with Ada Quibble1 about the moon",
    "",
    "no",
    "\u202e!",
)
some_words = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))
some_numbers = st.one_of(st.none(), st.integers(-5, 3000))
attributes = st.lists(
    st.builds(asked, st.sampled_from(list(Facet)), some_words, either=st.booleans()), max_size=4
)
answers = st.fixed_dictionaries(
    {
        "intents": st.lists(st.sampled_from(list(Intent)), max_size=3),
        "films": st.lists(
            st.builds(about, st.integers(0, 5), st.sampled_from(list(Stance))), max_size=3
        ),
        "titles": st.lists(
            st.builds(titled, some_words, st.sampled_from(list(Stance))), max_size=3
        ),
        "wants": attributes,
        "avoids": attributes,
        "year_from": some_numbers,
        "year_to": some_numbers,
        "minutes_from": some_numbers,
        "minutes_to": some_numbers,
        "directions": st.lists(st.sampled_from(list(Axis)), max_size=3),
        "audience": st.one_of(st.none(), st.sampled_from(list(Audience))),
        "count": some_numbers,
        "subject": some_words,
        "starts_afresh": st.booleans(),
        "withdrawn": st.lists(st.integers(0, 4), max_size=2),
        "demand": some_words,
    }
)


@given(message=st.sampled_from(MESSAGES), said=answers)
def test_any_answer_is_a_valid_hearing_or_none(message: str, said: dict[str, object]) -> None:
    try:
        heard = grounded(message, **said)
    except ModelFailed:
        return
    assert Heard.model_validate_json(heard.model_dump_json()) == heard
    assert {film.item_id for film in heard.films} <= set(CATALOG)
    assert len({film.item_id for film in heard.films}) == len(heard.films)
    assert {s.item_id for s in heard.shifts} <= {*CATALOG, None}
    for attribute in heard.attributes:
        assert any(attribute.value in item.values(attribute.facet) for item in CATALOG.values())
    DialogueState(attributes=WISHES).hearing(heard)


@pytest.mark.parametrize("site", list(PROMPTS))
def test_the_prompt_numbers_what_can_be_pointed_at(site: Site) -> None:
    task = ListenTask(
        text="Vexing Wumpus?", shown=SHOWN, wishes=WISHES, runtime=Span(high=90), this_year=2026
    )
    told = PROMPTS[site].messages(task, RULES.listen(task))[-1].content
    for line in (
        '1. "Vexing Zeppelins (1960)"',
        "4. ",
        '2. "theme:ghosts"',
        '3. "runtime"',
        '"Vexing Wumpus?"',
    ):
        assert line in told
