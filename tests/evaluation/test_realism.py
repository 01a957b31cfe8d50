"""Simulated against real: what is counted, by hand, and what identical and disjoint sides come to."""

from collections.abc import Sequence

import numpy as np
import pytest

from agents.rules.stance import tone
from core.conversation import Act
from core.dialogue import Dialogue, Speaker, Utterance
from evaluation.episodes import Ending, Episode, TurnRecord
from evaluation.iard import IntentDialogue
from evaluation.iard import Utterance as Labelled
from evaluation.intervals import Estimate
from evaluation.realism import SIZES, Realism, Reference, realism, word_entropies
from evaluation.realism_counts import MOST_MESSAGES, WORD_EDGES, Aspect, bins, counted
from evaluation.realism_reference import fit_reference, shipped_reference
from evaluation.realism_tables import realism_tables
from evaluation.redial import Message, Role
from evaluation.talks import TITLE, Talk, labelled_talk, masked, real_talk, simulated_talk
from simulator.persona import Origin
from simulator.speech import UserIntent
from tests.worlds import film

ACCEPT, REJECT, NEED, LEAVE = (
    UserIntent.ACCEPT,
    UserIntent.REJECT,
    UserIntent.STATE_NEED,
    UserIntent.LEAVE,
)
FILMS = {
    one.id: one
    for one in (
        film(0, title="Vexing Zeppelins", aliases=("The Cross Airships",)),
        film(1, title="It"),
        film(2, title="Heat"),
        film(3, title="Heat and Dust"),
    )
}


def feeling(message: str) -> int:
    return ("good" in message) - ("bad" in message)


def talk(*messages: str, intents: Sequence[UserIntent] = (), answers: Sequence[UserIntent] = ()):
    return Talk(tuple(messages), tuple(intents), tuple(answers))


def drawn(count: int, seed: int) -> list[Talk]:
    """Talks whose every aspect follows one distribution."""
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        turns = int(generator.integers(2, 7))
        messages = [
            " ".join(
                generator.choice(
                    ["good", "bad", "film", "and", "so"], size=generator.integers(1, 12)
                )
            )
            for _ in range(turns)
        ]
        intents = [list(UserIntent)[int(n)] for n in generator.integers(0, 11, size=turns)]
        found.append(talk(*messages, intents=intents, answers=intents[1:]))
    return found


def fitted(talks: Sequence[Talk]) -> Reference:
    return fit_reference(talks, talks, feeling, "planted")


def test_people_like_the_real_ones_diverge_no_more_than_halves_do() -> None:
    reference = fitted(drawn(600, 1))
    (one,) = realism({"s": drawn(600, 2)}, reference, feeling, 0).systems
    for aspect in Aspect:
        assert one.divergences[aspect].value < 3 * reference.floors[aspect].high
        assert one.divergences[aspect].value < 0.02
    assert one.entropies.intents == pytest.approx(one.real.intents, abs=0.05)
    assert one.entropies.words == pytest.approx(one.real.words, abs=0.05)
    assert one.entropies.pairs == pytest.approx(one.real.pairs, abs=0.1)


def test_the_same_talks_diverge_by_nothing_and_disjoint_ones_by_1() -> None:
    real = [talk("good film", "so good", intents=[NEED, ACCEPT], answers=[ACCEPT])] * 30
    reference = fitted(real)
    (same,) = realism({"s": real}, reference, feeling, 0).systems
    other = [talk("bad " * 40, intents=[LEAVE], answers=[REJECT])] * 30
    (apart,) = realism({"s": other}, reference, feeling, 0).systems
    for aspect in Aspect:
        assert same.divergences[aspect].value == pytest.approx(0, abs=1e-12)
        assert apart.divergences[aspect].value == pytest.approx(1)
    assert (same.accepted, same.rejected) == (1, 0)
    assert (apart.accepted, apart.rejected) == (0, 1)


def test_nobody_to_compare_is_undefined_and_kept_in_json() -> None:
    found = realism({"s": []}, fitted(drawn(30, 1)), feeling, 0)
    (one,) = found.systems
    assert one.dialogues == 0
    assert all(np.isnan(estimate.value) for estimate in one.divergences.values())
    assert np.isnan([one.accepted, one.rejected, one.entropies.intents, one.entropies.words]).all()
    again = Realism.model_validate_json(found.model_dump_json())
    assert np.isnan(again.systems[0].accepted)
    assert again.floors == found.floors


def test_what_is_counted_is_counted_by_hand() -> None:
    one = talk(
        "good", "a bad film and more of it", "",
        intents=[NEED, REJECT, ACCEPT], answers=[UserIntent.CRITIQUE, ACCEPT, UserIntent.ASK_WHY],
    )  # fmt: skip
    found = {aspect: counted([one], aspect, feeling)[0].tolist() for aspect in Aspect}
    assert found[Aspect.MESSAGES] == [float(n == 2) for n in range(MOST_MESSAGES)]
    edges = [WORD_EDGES.index(edge) for edge in (0, 1, 7)]
    assert [place for place, n in enumerate(found[Aspect.WORDS]) if n] == edges
    assert found[Aspect.TONE] == [1, 1, 1]
    assert found[Aspect.ANSWERS] == [1, 1, 1]
    assert sum(found[Aspect.INTENTS]) == 3
    assert found[Aspect.INTENTS][list(UserIntent).index(ACCEPT)] == 1


def test_long_talks_and_long_messages_share_the_last_bin() -> None:
    one = talk(*["good " * 500] * 40)
    assert counted([one], Aspect.MESSAGES, feeling)[0][-1] == 1
    assert counted([one], Aspect.WORDS, feeling)[0][-1] == 40
    assert counted([], Aspect.WORDS, feeling).shape == (0, len(WORD_EDGES))


def test_entropies_are_compared_at_the_largest_size_that_both_have() -> None:
    reference = fitted(drawn(300, 1))
    assert set(reference.words) <= set(SIZES)
    few = drawn(40, 2)
    (one,) = realism({"s": few}, reference, feeling, 0).systems
    size = max(n for n in reference.words if not np.isnan(word_entropies(few, n, 0)).any())
    assert (one.entropies.words, one.entropies.pairs) == word_entropies(few, size, 0)
    assert (one.real.words, one.real.pairs) == reference.words[size]
    assert size < max(reference.words)


def turn(said: str, intent: UserIntent, *cards: str) -> TurnRecord:
    act = Act.RECOMMEND if cards else Act.ASK
    return TurnRecord(said=said, intent=intent, act=act, reply="…", cards=cards)


def test_a_simulated_side_is_its_messages_and_what_follows_films() -> None:
    episode = Episode(
        system="s",
        number=0,
        persona="p",
        family="f",
        origin=Origin.CATALOGUE,
        targets=("f2",),
        ending=Ending.OUT_OF_TURNS,
        turns=(
            turn("I liked Vexing Zeppelins.", NEED),
            turn("a comedy", UserIntent.ANSWER, "f2"),
            turn("no, not Heat", UserIntent.REJECT_WITH_REASON, "f3"),
        ),
        closing="none of those",
        closing_intent=REJECT,
    )
    found = simulated_talk(episode, ("f0",), FILMS)
    assert found.messages == (f"I liked {TITLE}.", "a comedy", f"no, not {TITLE}", "none of those")
    assert found.intents == (NEED, UserIntent.ANSWER, UserIntent.REJECT_WITH_REASON, REJECT)
    assert found.answers == (UserIntent.REJECT_WITH_REASON, REJECT)


def test_a_real_side_is_the_seekers_turns() -> None:
    def said(speaker: Speaker, text: str, *films: str) -> Utterance:
        return Utterance(speaker=speaker, text=text, mentions=films)

    dialogue = Dialogue(
        id="1",
        utterances=(
            said(Speaker.RECOMMENDER, "Hi"),
            said(Speaker.SEEKER, "Hello"),
            said(Speaker.SEEKER, "I like the cross airships (1999)", "f0"),
            said(Speaker.RECOMMENDER, "Heat (1995)?", "f2"),
            said(Speaker.SEEKER, "no"),
        ),
    )
    assert real_talk(dialogue, FILMS) == Talk((f"Hello I like {TITLE}", "no"))


def test_a_labelled_side_is_counted_as_the_table_of_turns_is() -> None:
    def said(role: Role, *labels: str) -> Labelled:
        return Labelled(message=Message(role=role, text="…"), sub_intents=frozenset(labels))

    dialogue = IntentDialogue(
        index=0,
        utterances=(
            said(Role.SEEKER, "IQU"),
            said(Role.RECOMMENDER, "REQ"),
            said(Role.SEEKER, "ANS"),
            said(Role.RECOMMENDER, "REC-S"),
            said(Role.SEEKER, "ACC"),
            said(Role.RECOMMENDER, "RESP"),
            said(Role.SEEKER, "OTH"),
        ),
    )
    found = labelled_talk(dialogue)
    assert found == Talk((), (NEED, UserIntent.ANSWER, ACCEPT), (ACCEPT,))


@pytest.mark.parametrize(
    ("text", "titles", "left"),
    [
        ("I saw It (2017), it was good", ["It"], f"I saw {TITLE}, it was good"),
        ("HEAT AND DUST or Heat", ["Heat and Dust", "Heat"], f"{TITLE} or {TITLE}"),
        ("the heat", ["Heat"], "the heat"),
        ("I loved The Lord of the Rings: The Two Towers (2002)!", [], f"I loved {TITLE}!"),
        ("Spider-Man (2002) and E.T. (1982)", [], f"{TITLE} and {TITLE}"),
        ("something from 1994 (or so)", [], "something from 1994 (or so)"),
    ],
)
def test_titles_are_masked_on_either_side(text: str, titles: list[str], left: str) -> None:
    assert masked(text, titles) == left


@pytest.mark.parametrize(
    ("text", "feels"),
    [
        ("I loved it", 1),
        ("That was boring", -1),
        ("not bad at all", 1),
        ("I'd like a funny film", 0),
        (f"something like {TITLE} would be good", 0),
        ("None of those, thanks.", -1),
        ("I’ll take the second one", 1),
        ("I don't want any horror", -1),
        ("I hated it but loved the other", 0),
        ("hi", 0),
        ("", 0),
    ],
)
def test_the_tone_of_a_message_is_what_it_feels(text: str, feels: int) -> None:
    assert tone(text) == feels


def test_the_reference_that_comes_with_the_program_is_whole_and_names_its_sources() -> None:
    reference = shipped_reference()
    assert "CC BY 4.0" in reference.about
    assert "IARD" in reference.about
    assert set(reference.counts) == set(reference.floors) == set(Aspect)
    assert all(len(reference.counts[aspect]) == bins(aspect) for aspect in Aspect)
    assert sum(reference.counts[Aspect.MESSAGES]) == reference.dialogues
    assert set(reference.words) == set(SIZES)
    assert all(floor.high < 0.05 for floor in reference.floors.values())


def test_tables_show_the_real_ones_first_and_say_what_is_not_measured() -> None:
    reference = fitted(drawn(60, 1))
    found = realism({"s": drawn(60, 2)}, reference, feeling, 0)
    divergences, shares = realism_tables(found)
    assert "not measured, as ReDial is not imported" in str(divergences.title)
    assert [str(cell) for cell in divergences.columns[0].cells] == [
        "ReDial, two halves of all",
        "s",
    ]
    assert [str(cell) for cell in divergences.columns[-1].cells] == ["", ""]
    assert [str(cell) for cell in shares.columns[0].cells] == ["ReDial", "s"]
    area = Estimate(value=0.75, low=0.7, high=0.8)
    measured = realism({"s": drawn(60, 2)}, reference, feeling, 0, {"s": area})
    divergences, _ = realism_tables(measured)
    assert str([*divergences.columns[-1].cells][1]) == ".750 [.700, .800]"
    assert "not measured" not in str(divergences.title)
