"""The verb `train` from ReDial's files to a chat that ranks by what was learned, and what it refuses.

Also what it learns from people who share: recorded, masked once forgotten, and unlearned.
"""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from agents.profile.memories import Memories
from catalog.store import Catalog, imported_path, load_catalog
from commands.assembly import Parts
from commands.data import data_app
from commands.learning import School, school
from commands.sharing import begun, finished
from commands.train import train
from core.heard import Stance
from core.ledger import Event, Kind, Ledger
from core.settings import Settings
from core.slate import Anchor, Query, Slate, Source
from retrieval.corpus import corpus_of
from retrieval.encoder import SentenceEncoder
from retrieval.learning import LearningConfig
from retrieval.past import Signals
from retrieval.signals import Knowledge
from tests.worlds import film

app = typer.Typer()
app.command()(train)
app.add_typer(data_app, name="data")

COUNT = 60
FILMS = Catalog(
    [
        film(row, id=f"tt{row}", title=f"Planted Film {row}", year=1950 + row, genres=("Drama",))
        for row in range(30)
    ],
    name="planted",
)
LIKE = Query(anchors=(Anchor(item_id="tt3"),), text="something warm", dialogue="something warm")


def row(number: int) -> dict[str, object]:
    """A dialogue in ReDial's format in which film n is answered with film n + 10, and liked."""
    seed, answer = number % 10, 10 + number % 10
    said = ((7, f"I would love more like @{seed}"), (8, f"Then see @{answer}"), (7, "Thanks"))
    form = {
        str(film_id): {"suggested": int(film_id == answer), "seen": 0, "liked": 1}
        for film_id in (seed, answer)
    }
    return {
        "conversationId": number,
        "initiatorWorkerId": 7,
        "respondentWorkerId": 8,
        "messages": [{"senderWorkerId": who, "text": text} for who, text in said],
        "movieMentions": {
            str(film_id): f"Planted Film {film_id} ({1950 + film_id})" for film_id in (seed, answer)
        },
        "initiatorQuestions": form,
        "respondentQuestions": form,
    }


class House:
    """A data folder of the planted films, and the verbs that work on it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.settings = Settings(data_folder=folder)
        films = "".join(f"{item.model_dump_json()}\n" for item in FILMS.items_in_order)
        imported_path(folder).write_text(films, "utf-8")

    def run(self, *arguments: str, status: int = 0) -> str:
        environment = {"PARLEY_DATA_FOLDER": str(self.folder)}
        result = CliRunner().invoke(app, arguments, env=environment)
        assert result.exit_code == status, result.output
        return " ".join(result.output.split())

    def bring(self, count: int) -> None:
        """Import so many dialogues, in place of those there are."""
        path = self.folder / "redial.jsonl"
        path.write_text("".join(json.dumps(row(one)) + "\n" for one in range(count)), "utf-8")
        self.run("data", "import", "redial", str(path))

    def slate(self) -> Slate:
        """What a chat that starts now answers, once it has read what was learned."""
        parts = Parts(self.settings)
        parts.warmup.start()
        parts.warmup.wait()
        assert parts.warmup.progress() == ""
        return parts.retriever.search(LIKE)

    def school(self) -> School:
        """Where a chat that starts now learns."""
        return school(self.settings, load_catalog(self.folder), SentenceEncoder())

    def ledger(self) -> Ledger:
        """What is known of people."""
        return Ledger(self.folder / "people.sqlite")

    def folders(self) -> set[str]:
        """The names of the folders of what was learned."""
        return {one.name for one in (self.folder / "learned").iterdir() if one.is_dir()}

    def kept(self) -> dict[str, int]:
        """When each file of what was learned was written."""
        found = (self.folder / "learned").rglob("*")
        return {str(path): path.stat().st_mtime_ns for path in found if path.is_file()}


class Broken(Exception):
    """A run of learning was broken off."""


def breaking(stage: str) -> None:
    if stage.startswith("block"):
        raise Broken


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house where a run of learning broke off after the texts were read."""
    house = House(tmp_path_factory.mktemp("house") / "var")
    house.bring(COUNT)
    with pytest.raises(Broken):
        house.school().learned(breaking)
    return house


def test_the_chat_learns_from_imported_conversations(house: House) -> None:
    house.bring(COUNT)
    said = house.run("train")
    assert f"Learned from {COUNT} conversations in " in said
    assert "The chat uses it from its next start." in said
    assert "What the ranking goes by most (shares of gain): walk " in said

    kept = house.kept()
    again = house.run("train")
    assert f"Had learned from {COUNT} conversations." in again
    assert again.partition("What")[2] == said.partition("What")[2]
    assert house.kept() == kept

    slate = house.slate()
    assert slate.ranking == f"ranked by what was learned from {COUNT} conversations"
    best = {one.source: one.candidates[0].item_id for one in slate.sources}
    learned = (Source.CONVERSATIONS, Source.REASONER, Source.RANKER)
    assert [best[source] for source in learned] == ["tt13"] * 3
    assert [case.items for case in slate.cases] == [("tt13",)] * 3
    assert slate.cases[0].request.startswith("I would love more like Planted Film 3")

    house.bring(COUNT + 1)
    slate = house.slate()
    assert "nothing is learned yet" in slate.ranking
    assert slate.cases == ()


def test_without_conversations_the_way_to_some_is_told(tmp_path: Path) -> None:
    said = House(tmp_path / "var").run("train", status=1)
    assert "There are no conversations to learn from." in said
    assert "python app.py data import redial PATH" in said


@pytest.mark.parametrize("count", [1, 8])
def test_too_few_conversations_are_refused(house: House, count: int) -> None:
    """One leaves no block to ask; from eight the ranker learns nothing."""
    house.bring(count)
    for _ in range(2):
        said = house.run("train", status=1)
        assert f"{count} recommendations in conversations are too few to learn from." in said


PERSON = "person-canary-xylophone"
AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def share(ledger: Ledger, *films: str) -> None:
    """The person likes these films, which no conversation names together, and shares them."""
    likes = [Event(kind=Kind.FILM, at=AT, item_id=one, stance=Stance.LIKE) for one in films]
    ledger.append(PERSON, [*likes, Event(kind=Kind.SHARED, at=AT)])


def untrained(taught: School, dialogues_alone: bool) -> Signals:
    """Every signal but the reasoner's in the imported conversations' situations.

    Of what was learned, or of the imported conversations alone, built from nothing.
    """
    shop, config = taught.shop, LearningConfig()
    grounds, corpus = shop.grounds(config), corpus_of(taught.dialogues, shop.items.rows)
    situations = shop.reads(corpus.contexts, grounds.facts)
    if dialogues_alone:
        return Knowledge(grounds, corpus, situations, config.knowledge).signals(situations)
    signals = taught.learned(lambda _: None).knowledge.signals(situations)
    return {name: signal for name, signal in signals.items() if name != "reasoner"}


def differing(taught: School) -> set[str]:
    """The untrained signals that are not those of the imported conversations alone."""
    learned, alone = (untrained(taught, dialogues_alone=one) for one in (False, True))
    assert learned.keys() == alone.keys()
    return {
        name for name in alone if not np.array_equal(learned[name], alone[name], equal_nan=True)
    }


def test_what_people_share_is_learned_forgotten_at_once_and_unlearned(tmp_path: Path) -> None:
    house = House(tmp_path / "var")
    house.bring(COUNT)
    plain = {place.name for place in house.school().places}
    with closing(house.ledger()) as ledger:
        share(ledger, "tt0", "tt5", "tt11", "tt6", "tt29")
        catalog = load_catalog(house.folder)

        with pytest.raises(Broken):
            begun(house.school(), ledger, catalog).learned(breaking)
        (draft,) = ledger.taught.artefacts()
        assert [one.films for one in draft.records] == [("tt0", "tt11", "tt5", "tt6")]
        assert not draft.is_done
        assert house.school().artefact is None

        said = house.run("train")
        assert f"Learned from {COUNT} conversations and the films of 1 person in " in said
        assert ledger.taught.artefacts() == (draft.model_copy(update={"is_done": True}),)
        assert house.folders() == {draft.folder, draft.reasoners}
        assert house.folders().isdisjoint(plain)
        kept = house.kept()
        assert {"walk of conversations", "named together"} <= differing(house.school())

        # Broken off between learning and recording it.
        ledger.taught.finish()
        assert not house.school().is_out
        said = house.run("train")
        assert f"Had learned from {COUNT} conversations and the films of 1 person." in said
        assert house.kept() == kept
        slate = house.slate()
        told = f"ranked by what was learned from {COUNT} conversations and 1 list of films"
        assert slate.ranking == told
        assert slate.cases
        assert all(case.request for case in slate.cases)

        # Forgotten while a training is under way.
        again = begun(house.school(), ledger, catalog)
        Memories(ledger, FILMS).remove(PERSON, lambda _: True)
        assert finished(again, ledger) == 0
        assert ledger.taught.awaiting() == 1

    left = b"".join(one.read_bytes() for one in house.folder.rglob("*") if one.is_file())
    assert PERSON.encode() not in left
    assert b'"tt0", "tt11"' not in left
    assert draft.records[0].token.encode() not in b"".join(map(Path.read_bytes, map(Path, kept)))
    taught = house.school()
    assert taught.is_out
    assert differing(taught) == set()
    assert house.slate().ranking == f"ranked by what was learned from {COUNT} conversations"
    assert house.kept() == kept

    said = house.run("train")
    assert f"Learned from {COUNT} conversations in " in said
    assert "1 forgotten record left the weights." in said
    assert house.folders() == plain
    with closing(house.ledger()) as ledger:
        assert ledger.taught.awaiting() == 0
        assert ledger.taught.artefacts() == ()
    assert "forgotten" not in house.run("train")


def test_who_only_likes_films_is_not_learned_from(house: House) -> None:
    """With nobody sharing everything lies where it lay before anything was known of people."""
    house.bring(COUNT)
    before = house.school().places
    with closing(house.ledger()) as ledger:
        share(ledger, "tt0", "tt1")
        ledger.append(PERSON, [Event(kind=Kind.UNSHARED, at=AT)])
        taught = begun(house.school(), ledger, load_catalog(house.folder))
        assert taught.artefact is None
        assert (taught.places, house.school().places) == (before, before)
        assert ledger.taught.artefacts() == ()
