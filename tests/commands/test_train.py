"""The verb `train` from ReDial's files to a chat that ranks by what was learned, and what it refuses."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from catalog.store import Catalog, imported_path, load_catalog
from commands.assembly import Parts
from commands.data import data_app
from commands.learning import school
from commands.train import train
from core.settings import Settings
from core.slate import Anchor, Query, Slate, Source
from retrieval.encoder import SentenceEncoder
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

    def kept(self) -> dict[str, int]:
        """When each file of what was learned was written."""
        found = (self.folder / "learned").rglob("*")
        return {str(path): path.stat().st_mtime_ns for path in found if path.is_file()}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house where a run of learning broke off after the texts were read."""

    class Broken(Exception):
        pass

    def breaking(stage: str) -> None:
        if stage.startswith("block"):
            raise Broken

    house = House(tmp_path_factory.mktemp("house") / "var")
    house.bring(COUNT)
    taught = school(house.settings, load_catalog(house.folder), SentenceEncoder())
    with pytest.raises(Broken):
        taught.learned(breaking)
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
