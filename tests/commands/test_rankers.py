"""Every ranker that can be measured keeps the contract, and says what it was trained on."""

from pathlib import Path

import pytest

from catalog.datasets.store import DataSet
from catalog.store import Catalog
from commands.learning import Workshop
from commands.rankers import NAMES, config_of, rankers, read_learning, taught
from core.dialogue import Dialogue
from core.errors import ParleyError
from core.ports import ContextRanker
from core.settings import Settings
from evaluation.splits import split_dialogues, split_histories
from retrieval.learning import LearningConfig
from retrieval.lexicon import english_lexicon
from retrieval.text import card
from retrieval.wishes import WishReader
from tests.contracts.context_ranker import (
    ContextRankerContract,
    Train,
    about,
    colour_dialogues,
)
from tests.doubles import HashEncoder
from tests.retrieval.talks import colour
from tests.worlds import checkerboard

USUAL = LearningConfig()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all tests keep what is learned, so that it is learned once."""
    return tmp_path_factory.mktemp("learned")


def workshop_of(items: Catalog, folder: Path) -> Workshop:
    """A workshop with a fake encoder."""
    encoder = HashEncoder(16)
    cards = [card(film) for film in items.items_in_order]
    facts = (("f0", "shot in", "Rome"), ("f2", "shot in", "Rome"))
    return Workshop(
        items,
        facts,
        encoder,
        folder,
        vectors=lambda: encoder.encode(cards),
        wishes=lambda: WishReader(items, english_lexicon()),
    )


@pytest.fixture(scope="module")
def every(folder: Path) -> dict[str, ContextRanker]:
    """All rankers, learned from the dialogues of the contract."""
    return taught(
        NAMES, workshop_of(checkerboard(), folder), colour_dialogues(), USUAL, lambda _: None
    )


@pytest.mark.parametrize("name", NAMES)
class TestRankersKeepTheContract(ContextRankerContract):
    @pytest.fixture
    def ranker(self, name: str, every: dict[str, ContextRanker]) -> ContextRanker:
        return every[name]

    @pytest.fixture
    def train(self, name: str, folder: Path) -> Train:
        def train(items: Catalog, dialogues: tuple[Dialogue, ...]) -> ContextRanker:
            return taught([name], workshop_of(items, folder), dialogues, USUAL, lambda _: None)[
                name
            ]

        return train


@pytest.mark.parametrize("name", NAMES)
def test_a_ranker_was_trained_on_exactly_the_dialogues_of_training(
    name: str, every: dict[str, ContextRanker]
) -> None:
    assert getattr(every[name], "trained_on") == {f"train-{number}" for number in range(40)}  # noqa: B009


@pytest.mark.parametrize("name", ["graph", "text", "fused"])
def test_rankers_stay_within_the_colour(name: str, every: dict[str, ContextRanker]) -> None:
    ranking = every[name].rank([about("f8", "f10")], 8)[0]
    assert {colour(item) for item in ranking} == {0}


def test_several_rankers_come_in_the_order_asked_for(folder: Path) -> None:
    shop = workshop_of(checkerboard(), folder)
    names = ["learned", "graph", "learned-without-text", "fused"]
    assert list(taught(names, shop, colour_dialogues(), USUAL, lambda _: None)) == names


def test_an_ablation_does_without_its_step_alone() -> None:
    ablations = [name for name in NAMES if name.startswith("learned-without-")]
    assert len(ablations) == 4
    for name in ablations:
        steps = config_of(name, USUAL).knowledge.steps.model_dump()
        off = {step for step, is_on in steps.items() if not is_on}
        assert off == {name.removeprefix("learned-without-")}


@pytest.mark.parametrize("name", ["graph", "conversations", "text", "reasoner", "fused"])
def test_rankers_that_read_no_ranker_train_none_and_have_the_reasoner_of_learned(name: str) -> None:
    config = config_of(name, USUAL)
    assert config == config_of("graph", USUAL)
    assert not config.knowledge.steps.ranker
    assert config.for_reasoners() == config_of("learned", USUAL).for_reasoners()


def test_other_settings_are_read_and_every_ranker_keeps_them() -> None:
    base = read_learning(
        '{"knowledge": {"walks": {"asked": 0}, "steps": {"text": false}}, "blocks": 3}'
    )
    for name in NAMES:
        config = config_of(name, base)
        assert (config.knowledge.walks.asked, config.blocks) == (0, 3)
        assert not config.knowledge.steps.text
        assert config.reasoner.epochs == USUAL.reasoner.epochs
    assert read_learning("") == read_learning("{}") == USUAL
    assert config_of("learned", USUAL) == USUAL


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("epochs", "it: Invalid JSON"),
        ("[]", "it: "),
        ('{"reasoner": {"epoch": 3}}', "reasoner.epoch: "),
        ('{"reasoner": {"epochs": 0}}', "reasoner.epochs: "),
        ('{"reasoner": {"dropout": 1}}', "reasoner.dropout: "),
        ('{"blocks": 1}', "blocks: "),
        ('{"knowledge": {"walks": {"restart": 0}}}', "knowledge.walks.restart: "),
        ('{"ranker": {"features": 1.5}}', "ranker.features: "),
    ],
)
def test_settings_that_are_none_are_refused_by_name(text: str, place: str) -> None:
    with pytest.raises(ParleyError, match=f"--learning does not fit .*: {place}"):
        read_learning(text)


def data(*dialogues: Dialogue) -> DataSet:
    return DataSet("planted", checkerboard(), dialogues)


def test_an_unknown_name_is_refused_with_those_there_are(tmp_path: Path) -> None:
    split = split_dialogues(colour_dialogues())
    with pytest.raises(ParleyError, match="no ranker 'telepathy'") as refused:
        rankers(
            ["graph", "telepathy"],
            data(*colour_dialogues()),
            split,
            Settings(data_folder=tmp_path),
            "",
            lambda _: None,
        )
    assert all(name in str(refused.value) for name in NAMES)
    assert list(tmp_path.iterdir()) == []


def test_data_without_conversations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParleyError, match="planted has no conversations for graph"):
        rankers(
            ["graph"],
            data(),
            split_histories([]),
            Settings(data_folder=tmp_path),
            "",
            lambda _: None,
        )


def test_no_names_are_no_rankers(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path)
    assert rankers([], data(), split_histories([]), settings, "", lambda _: None) == {}
