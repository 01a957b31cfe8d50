"""The language-model mind keeps the contract of every mind, in front of a sensible model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.contracts import Mind
from agents.language_model.mind import LanguageModelMind
from agents.language_model.names import Names
from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from catalog.store import Catalog
from core.budget import Limits
from core.chat_model import ChatModel, ModelConfig
from core.language_model import Site
from core.model_store import ModelStore
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from tests import fake_models
from tests.agents.model_world import MODELS
from tests.contracts.mind import MindContract
from tests.fake_server import Answer, FakeServer

PLENTY = Limits(calls=10_000, rounds=1, seconds=1_000, places=dict.fromkeys(Site, 1))


class ModelledMind(MindContract):
    """A mind in front of one of the fake models."""

    answer: Answer

    @pytest.fixture(scope="class")
    @classmethod
    def mind(cls, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mind]:
        lexicon = english_lexicon()
        linker = Linker(catalog, lexicon)
        rules = RulesMind(catalog, RulesListener(catalog, linker, lexicon))
        folder: Path = tmp_path_factory.mktemp("mind")
        with FakeServer(cls.answer) as server:
            config = ModelConfig(url=server.url, models=MODELS, retries=0)
            model = ChatModel(config, ModelStore(folder / "language_model.sqlite"))
            names = Names(catalog, linker, lexicon)
            minds = LanguageModelMind(catalog, names, rules, "fake", lambda _: model.turn(PLENTY))
            yield minds.for_turn()
            model.close()


class TestSensibleModel(ModelledMind):
    """It does what the prompts ask."""

    answer = staticmethod(fake_models.sensible)


class TestObedientModel(ModelledMind):
    """It does what any text in the prompts asks."""

    answer = staticmethod(fake_models.obedient)


class TestHallucinatingModel(ModelledMind):
    """It makes films up."""

    answer = staticmethod(fake_models.hallucinating)
