"""However many conversations are under way at once, each says the same to the byte."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from agents.rules.listen import RulesListener
from agents.rules.mind import RulesMind
from commands.assembly import Parts
from commands.systems import Name, contestant
from core.slate import Query, Slate
from evaluation.conversing import Setting
from evaluation.episodes import Ending
from evaluation.shards import PartWriter, merge
from evaluation.simulating import jobs_of, simulate
from retrieval.graph import KnowledgeGraph
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker
from retrieval.search import FusedRetriever
from retrieval.text import TextIndex
from simulator.leaks import Detector
from simulator.person import Person
from simulator.population import catalogue_personas
from tests.doubles import HashEncoder
from tests.worlds import made_up

DAY = datetime(2026, 6, 1, tzinfo=UTC)
SYSTEMS = (Name.MACRS.value, Name.SCRIPT.value)
PEOPLE = 12


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """What systems are made of, over forty films that were made up."""
    films, encoder, lexicon = made_up(), HashEncoder(), english_lexicon()
    index = TextIndex(films.items_in_order, encoder, tmp_path_factory.mktemp("vectors"))
    index.build()
    listener = RulesListener(films, Linker(films, lexicon), lexicon)
    mind = RulesMind(films, listener)
    graph = KnowledgeGraph.build(films.items_in_order)
    made = SimpleNamespace(
        catalog=films,
        listener=listener,
        retriever=FusedRetriever(films, graph, index, encoder),
        minds=lambda order=None: mind,
    )
    return cast("Parts", made)


def played(parts: Parts, folder: Path, in_flight: int) -> bytes:
    """The merged file of a run."""
    folder.mkdir()
    people = tuple(enumerate(catalogue_personas(parts.catalog, PEOPLE, 5)))
    systems = [contestant(Name(name), parts, DAY) for name in SYSTEMS]
    setting = Setting(
        turns=4,
        user=lambda persona: Person(persona, parts.catalog),
        leaks=Detector(parts.catalog),
    )
    writer = PartWriter(folder)
    simulate(jobs_of(people, systems), setting, writer.write, in_flight)
    writer.close()
    found = merge(folder, [(name, number) for name in SYSTEMS for number, _ in people])
    assert found
    assert all(one.ending is not Ending.FAILED for one in found)
    assert any(turn.cards for one in found for turn in one.turns)
    return (folder / "episodes.jsonl").read_bytes()


def test_one_and_sixteen_in_flight_give_the_same_bytes(parts: Parts, tmp_path: Path) -> None:
    alone = played(parts, tmp_path / "alone", 1)
    assert len(alone.splitlines()) == PEOPLE * len(SYSTEMS)
    assert played(parts, tmp_path / "together", 16) == alone


def test_what_a_search_says_depends_on_nothing_that_was_searched_before(parts: Parts) -> None:
    def found(text: str) -> Slate:
        slate = parts.retriever.search(Query(text=text))
        still = tuple(one.model_copy(update={"milliseconds": 0.0}) for one in slate.sources)
        return slate.model_copy(update={"sources": still})

    first = found("a tense heist")
    found("ghosts in space")
    assert found("a tense heist") == first
