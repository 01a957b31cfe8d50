"""The verbs of `evaluate`: the figures of docs/experiments.md."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands.assembly import assembled
from commands.judging import judge
from commands.offline import offline
from commands.terminal import console, explained, present, warmed

evaluate_app = typer.Typer(
    help="Measurements: the figures of docs/experiments.md.", no_args_is_help=True
)

evaluate_app.command("offline")(offline)
evaluate_app.command("judge")(judge)

# The public data sets are from before 2019; "recent" in them means recent then.
_YEAR_OF_THE_DATA = 2018


class Half(StrEnum):
    """Which half of a data set: rules were improved on `dev`, figures are reported on `test`."""

    DEV = "dev"
    TEST = "test"


DataFolder = Annotated[
    Path,
    typer.Option("--data", help="Folder with the public data sets (redial/, simulator-eval/)."),
]
Part = Annotated[Half, typer.Option(help="Rules were improved on dev; report test.")]


@evaluate_app.command("listening")
def evaluate_listening(
    errors: Annotated[bool, typer.Option(help="List the disagreements on the seen half.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the labelled turns are.")] = Path(
        "tests/listening"
    ),
) -> None:
    """Precision and recall by slot on the labelled turns, both halves."""
    from evaluation.listening import disagreement_table, disagreements, score_turns, table

    with explained():
        present(folder / "seen.jsonl", folder / "held_out.jsonl")
        parts = assembled()
        warmed(parts.encoding)
        year = datetime.now(UTC).year
        halves = {"seen": folder / "seen.jsonl", "held out": folder / "held_out.jsonl"}
        scores = {
            name: score_turns(path, parts.listener, parts.catalog, year)
            for name, path in halves.items()
        }
        console().print(table(scores))
        if errors:
            found = disagreements(halves["seen"], parts.listener, parts.catalog, year)
            console().print(disagreement_table(found))


@evaluate_app.command("linking")
def evaluate_linking(
    data: DataFolder,
    part: Part = Half.TEST,
    dialogues: Annotated[int, typer.Option(min=1, help="How many dialogues to sample.")] = 300,
    errors: Annotated[bool, typer.Option(help="List the errors, on dev only.")] = False,
) -> None:
    """Entity linking, likes and dislikes on ReDial dialogues."""
    from evaluation import linking, splits, verdicts
    from evaluation.hearing import Hearing
    from evaluation.redial import Variant, read_dialogues, read_mentions

    with explained():
        present(data / "redial" / "train_part.jsonl", data / "redial" / "crosswalk.csv")
        parts = assembled()
        warmed(parts.encoding)
        mentions = read_mentions(data / "redial", parts.catalog)
        every = read_dialogues(data / "redial" / "train_part.jsonl")
        sample = splits.sampled(len(every), dialogues, splits.Part(part.value), 0)
        chosen = [every[index] for index in sample]
        hearing = Hearing(parts.listener, parts.catalog, _YEAR_OF_THE_DATA)
        scores = [
            linking.score_linking(chosen, mentions, hearing, variant, seed=0) for variant in Variant
        ]
        console().print(linking.table({part.value: scores}))
        if errors:
            console().print(linking.error_table([one for each in scores for one in each.errors]))
        heard = verdicts.score_verdicts(chosen, mentions, hearing, seed=0)
        console().print(verdicts.table({part.value: heard}))


@evaluate_app.command("intents")
def evaluate_intents(data: DataFolder, part: Part = Half.TEST) -> None:
    """Intent accuracy on the IARD annotations of ReDial dialogues."""
    from evaluation import intents, splits
    from evaluation.hearing import Hearing
    from evaluation.iard import read_iard
    from evaluation.redial import read_mentions

    with explained():
        present(data / "simulator-eval" / "iard.json", data / "redial" / "crosswalk.csv")
        parts = assembled()
        warmed(parts.encoding)
        mentions = read_mentions(data / "redial", parts.catalog)
        every = read_iard(data / "simulator-eval" / "iard.json")
        sample = splits.sampled(len(every), None, splits.Part(part.value), 0)
        hearing = Hearing(parts.listener, parts.catalog, _YEAR_OF_THE_DATA)
        scores = intents.score_intents([every[index] for index in sample], mentions, hearing)
        console().print(intents.table({part.value: scores}))
        console().print(intents.confusion_table(scores))


@evaluate_app.command("profile")
def evaluate_profile(
    users: Annotated[int, typer.Option(min=1, help="How many people are drawn.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="For the draw.")] = 0,
    part: Annotated[
        Half, typer.Option(help="Half of the people: weights were chosen on dev; report test.")
    ] = Half.TEST,
) -> None:
    """What a profile is worth: the chat's answers with and without it, on imported MovieLens."""
    from tempfile import TemporaryDirectory

    from agents.profile.keeping import ProfileKeeper
    from catalog.datasets.store import load_data
    from core.errors import ParleyError
    from evaluation.edits import edits_met
    from evaluation.people import Asked, people_of
    from evaluation.profile_tables import edits_table, strayed_table, worth_table
    from evaluation.profiles import Chat, strayed, worth
    from evaluation.splits import Part

    with explained(), TemporaryDirectory() as folder:
        parts = assembled()
        warmed(parts.warmup)
        known = load_data(parts.settings.data_folder, "movielens", parts.catalog)
        people = people_of(known.histories, parts.catalog, users, seed, Part(part.value))
        if not people:
            raise ParleyError("Nobody in MovieLens liked enough films to be divided by time.")
        memories = parts.memories(Path(folder))
        recommender = parts.recommender(Path(folder), memories)
        keeper = ProfileKeeper(memories, parts.listener, recommender, parts.retriever)
        chat = Chat(recommender, keeper)
        with console().status("Asking ...") as status:

            def done(count: int) -> None:
                status.update(f"Asking as person {count} of {len(people)} ...")

            measured = [worth_table(worth(chat, people, asked, done)) for asked in Asked]
            measured.append(strayed_table(strayed(chat, people, done)))
            measured.append(edits_table(edits_met(chat, people, done)))
        for table in measured:
            console().print(table)
