"""What was turned down with a slate stays away from the next three, whatever is asked next."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.resting import Rest, counted_down, rested
from agents.searching import query_for
from agents.state import DialogueState, state_of
from core.conversation import Act, Session, Turn
from core.heard import Attribute, Audience, Axis, Heard, Intent, Polarity, Shift
from core.slate import Query
from tests.agents.conftest import Planted
from tests.doubles import shown_card
from tests.worlds import avoided, film, made_up, wanted

FILMS = made_up()
MORE = Heard(text="more", intents=(Intent.MORE,))
NO_HORROR = avoided("genre:Horror")


def heard(*intents: Intent, text: str = "", **said: object) -> Heard:
    return Heard.model_validate({"text": text, "intents": intents or (Intent.REQUEST,), **said})


def showing(said: Heard, *, shows: bool = True) -> Turn:
    cards = (shown_card(film(1)),) if shows else ()
    return Turn(heard=said, act=Act.RECOMMEND if shows else Act.CHAT, reply="Well: {}", cards=cards)


def after(*turns: Turn) -> DialogueState:
    return state_of(Session(id="s", turns=turns))


def searched(state: DialogueState) -> Query:
    return query_for(state, Heard(), seed=0)


START_OVER = heard(Intent.RESET)
TURNED_DOWN = (showing(heard()), showing(heard(Intent.REJECT, attributes=NO_HORROR)))


def test_what_was_turned_down_stays_away_when_starting_over_and_comes_back_after_three_slates() -> (
    None
):
    talk = [*TURNED_DOWN, showing(START_OVER, shows=False)]
    for slates in (2, 1):
        state = after(*talk)
        assert state.attributes == ()
        assert searched(state).attributes == NO_HORROR
        assert [one.slates for one in state.resting] == [slates]
        talk.append(showing(MORE))
    assert searched(after(*talk)).attributes == ()


def test_a_turn_without_films_does_not_count() -> None:
    talk = [*TURNED_DOWN, *[showing(heard(Intent.CHAT), shows=False)] * 5]
    assert [one.slates for one in after(*talk).resting] == [2]


@pytest.mark.parametrize(
    "said",
    [
        heard(attributes=wanted("genre:Horror")),
        heard(attributes=wanted("genre:Horror"), fresh=True),
        heard(Intent.REJECT, attributes=wanted("genre:Horror")),
    ],
)
def test_what_is_asked_for_by_name_rests_no_more(said: Heard) -> None:
    state = after(*TURNED_DOWN, showing(START_OVER, shows=False)).hearing(said)
    assert state.resting == ()
    assert searched(state).attributes == wanted("genre:Horror")


def test_for_myself_again_what_was_turned_down_still_rests() -> None:
    state = after(*TURNED_DOWN, showing(heard(audience=Audience.SELF), shows=False))
    assert searched(state).attributes == NO_HORROR


@pytest.mark.parametrize(
    ("said", "rests"),
    [
        (heard(Intent.REQUEST, attributes=NO_HORROR), {"genre:Horror"}),
        (heard(Intent.REQUEST, attributes=(*NO_HORROR, *wanted("genre:Comedy"))), set()),
        (
            heard(Intent.CRITIQUE, text="Too scary", shifts=[Shift(axis=Axis.LESS_SCARY)]),
            {"mood:scary"},
        ),
        (heard(Intent.CRITIQUE, text="less scary", shifts=[Shift(axis=Axis.LESS_SCARY)]), set()),
        (heard(Intent.REJECT), set()),
    ],
)
def test_only_what_is_said_against_the_slate_rests(said: Heard, rests: set[str]) -> None:
    assert {one.attribute.key for one in rested((), said, has_slate=True)} == rests
    assert rested((), said, has_slate=False) == ()


def test_scarier_welcomes_what_was_too_scary() -> None:
    scary = rested(
        (),
        heard(Intent.CRITIQUE, text="too scary", shifts=[Shift(axis=Axis.LESS_SCARY)]),
        has_slate=True,
    )
    assert (
        rested(scary, heard(Intent.CRITIQUE, shifts=[Shift(axis=Axis.SCARIER)]), has_slate=True)
        == ()
    )


keys = st.sampled_from(["genre:Horror", "genre:Comedy", "mood:sad"])
polarities = st.sampled_from(Polarity)
attributes = st.builds(
    lambda key, polarity: (wanted if polarity is Polarity.WANT else avoided)(key)[0],
    keys,
    polarities,
)
messages = st.builds(
    lambda found, intent: heard(intent, attributes=found),
    st.lists(attributes, max_size=3),
    st.sampled_from([Intent.REJECT, Intent.REQUEST, Intent.RESET, Intent.CRITIQUE]),
)


@given(st.lists(messages, max_size=8))
def test_nothing_rests_twice_nor_while_it_is_asked_for_nor_for_more_than_three_slates(
    said: list[Heard],
) -> None:
    state = after(*TURNED_DOWN)
    for one in said:
        state = state.hearing(one)
        resting = [rest.attribute for rest in state.resting]
        assert len({each.key for each in resting}) == len(resting)
        assert all(each.polarity is Polarity.AVOID for each in resting)
        assert all(1 <= rest.slates <= 3 for rest in state.resting)
        asked = _keys(state.attributes, Polarity.WANT)
        assert not asked & _keys(tuple(searched(state).attributes), Polarity.AVOID)
        state = state.answered(showing(one))
    assert not _rested_out(state.resting)


def _rested_out(resting: tuple[Rest, ...]) -> tuple[Rest, ...]:
    for _ in range(3):
        resting = counted_down(resting)
    return resting


def _keys(found: tuple[Attribute, ...], polarity: Polarity) -> set[str]:
    return {one.key for one in found if one.polarity is polarity}


def test_in_a_conversation_it_holds_across_topics_for_three_slates(
    planted: Planted, tmp_path: Path
) -> None:
    recommender = planted(tmp_path)
    recommender.reply("s", "crime films")
    first = recommender.reply("s", "no, nothing scary").turns[-1].cards
    recommender.reply("s", "start over")
    second = recommender.reply("s", "something from the 1980s").turns[-1].cards
    third = recommender.reply("s", "crime films").turns[-1].cards
    for cards in (first, second, third):
        assert cards
        assert not any("scary" in FILMS[card.item_id].moods for card in cards)
    scary = recommender.reply("s", "a scary film").turns[-1].cards
    assert scary
    assert all("scary" in FILMS[card.item_id].moods for card in scary[:1])


def test_what_rests_gives_way_where_it_would_leave_nothing(
    planted: Planted, tmp_path: Path
) -> None:
    """All thrillers here are tense."""
    recommender = planted(tmp_path)
    recommender.reply("s", "crime films")
    recommender.reply("s", "no, nothing tense")
    recommender.reply("s", "start over")
    session = recommender.reply("s", "a thriller")
    assert session.turns[-1].cards
    assert session.trace
    assert session.trace.constraints == ("genre Thriller",)


def test_two_rejections_with_vague_wishes_lead_to_a_question(
    planted: Planted, tmp_path: Path
) -> None:
    recommender = planted(tmp_path)
    acts = [
        recommender.reply("s", text).turns[-1].act
        for text in ("a comedy", "none of those", "none of those either")
    ]
    assert acts == [Act.RECOMMEND, Act.RECOMMEND, Act.ASK]
    assert recommender.session("s").turns[-1].asked
    told = [
        recommender.reply("t", text).turns[-1].act
        for text in ("a comedy", "none of those", "no, something from the 1980s")
    ]
    assert told[-1] is Act.RECOMMEND
