"""What every simulated user promises, whatever makes its words, as tests to inherit."""

from collections.abc import Callable, Sequence

import pytest

from core.conversation import Act
from core.item import Item
from simulator.leaks import Detector, Message
from simulator.persona import Persona
from simulator.speech import Said, Shown, UserIntent
from simulator.user import SimulatedUser
from tests.doubles import shown_card

Build = Callable[[Persona], SimulatedUser]
# Slates by turn: places of films in the world, "T" for a target; an empty one is a question.
SCRIPTS = (
    ((), (), ()),
    ((1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12)),
    ((), (1, 2), (), (3, "T", 4), (5, 6)),
    (("T",), ("T", 1)),
    ((1, 1), (1,), (1, 2)),
)


class SimulatedUserContract:
    """A test class of an implementation inherits it and gives `build`, `world` and `persona`."""

    @pytest.fixture(params=SCRIPTS, ids=range(len(SCRIPTS)))
    def slates(
        self, request: pytest.FixtureRequest, world: dict[str, Item], persona: Persona
    ) -> list[tuple[str, ...]]:
        """What a recommender shows in turn, whatever it is told."""
        others = [name for name in world if name not in persona.targets]
        return [
            tuple(persona.targets[0] if one == "T" else others[one] for one in slate)
            for slate in request.param
        ]

    def test_says_something_first_and_takes_nothing(self, build: Build, persona: Persona) -> None:
        """Nothing is there to be judged yet."""
        user = build(persona)
        said = user.begin()
        assert user.persona == persona
        assert said.text.strip()
        assert (said.decision, said.taken, said.ends) == (None, "", False)

    def test_every_answer_has_words_until_it_ends(
        self,
        build: Build,
        world: dict[str, Item],
        persona: Persona,
        slates: Sequence[tuple[str, ...]],
    ) -> None:
        """And only a target that is taken, or leaving, ends a conversation."""
        for said in talked(build(persona), slates, world):
            assert said.text.strip()
            assert said.ends == (said.taken in persona.targets or said.intent is UserIntent.LEAVE)

    def test_what_is_taken_was_shown_and_is_an_acceptance(
        self,
        build: Build,
        world: dict[str, Item],
        persona: Persona,
        slates: Sequence[tuple[str, ...]],
    ) -> None:
        """By the decision behind it."""
        offered: set[str] = set()
        answers = talked(build(persona), slates, world)[1:]
        for said, slate in zip(answers, slates, strict=False):
            offered.update(slate)
            assert bool(said.taken) == (said.intent is UserIntent.ACCEPT)
            if said.taken:
                assert said.taken in offered
                assert said.decision
                assert said.decision.choice == said.taken

    def test_a_choice_is_of_what_is_on_show(
        self,
        build: Build,
        world: dict[str, Item],
        persona: Persona,
        slates: Sequence[tuple[str, ...]],
    ) -> None:
        """With a probability for each film, and a thought before it."""
        answers = talked(build(persona), slates, world)[1:]
        for said, slate in zip(answers, slates, strict=False):
            if slate:
                assert said.decision
                assert len(said.decision.probabilities) == len(slate)
                assert said.decision.choice in (*slate, "")
                assert said.decision.thought.evaluation

    def test_the_same_person_says_the_same_to_the_same(
        self,
        build: Build,
        world: dict[str, Item],
        persona: Persona,
        slates: Sequence[tuple[str, ...]],
    ) -> None:
        """Also where another one talked in between."""
        first = talked(build(persona), slates, world)
        talked(build(persona.model_copy(update={"seed": persona.seed + 1})), slates, world)
        assert talked(build(persona), slates, world) == first

    def test_nothing_hidden_is_said_before_it_is_offered(
        self,
        build: Build,
        world: dict[str, Item],
        persona: Persona,
        slates: Sequence[tuple[str, ...]],
    ) -> None:
        """Neither title nor what only a target has."""
        said = talked(build(persona), slates, world)
        shown = [(), *slates]
        messages = [Message(one.text, slate) for one, slate in zip(said, shown, strict=False)]
        assert Detector(world).find(persona, messages) is None


def talked(
    user: SimulatedUser, slates: Sequence[tuple[str, ...]], world: dict[str, Item]
) -> list[Said]:
    """All that a person says to these slates, until it ends."""
    said = [user.begin()]
    for slate in slates:
        if said[-1].ends:
            break
        said.append(user.respond(showing(slate, world)))
    return said


def showing(slate: Sequence[str], world: dict[str, Item]) -> Shown:
    """A turn that shows these films, or asks for a genre."""
    cards = tuple(shown_card(world[name]) for name in slate)
    if cards:
        return Shown(act=Act.RECOMMEND, reply="Here you are.", cards=cards)
    return Shown(act=Act.ASK, reply="Which genre?", asked="genre")
