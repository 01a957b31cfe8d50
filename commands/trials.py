"""What an offline evaluation is made of: the data, split into questions, and the rankers asked."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from commands.rankers import rankers

if TYPE_CHECKING:
    from catalog.datasets.store import DataSet
    from catalog.store import Catalog
    from core.settings import Settings
    from evaluation.offline import Entrant
    from evaluation.trials import Trial
    from retrieval.baselines import Variants

# Told what goes on, how many turns were just answered, and of how many in all.
Told = Callable[[str, int, int], None]


class Asked(NamedTuple):
    """What is asked for; `users` are drawn where histories are asked, `most` conversations elsewhere."""

    data: str
    names: tuple[str, ...] = ()
    test: str = ""
    part: str = "test"
    users: int = 1000
    seed: int = 0
    by: str = "time"
    learning: str = ""
    most: int | None = None


def prepared(settings: "Settings", asked: Asked) -> "tuple[DataSet, Trial]":
    """The data set with the items of the other test set added, and the questions.

    Raises CatalogError where the data is not imported, Leak where the test data is no test,
    and ParleyError where there is nothing to ask.
    """
    from catalog.datasets.store import load_data
    from catalog.store import load_base
    from core.errors import ParleyError

    base = load_base(settings.data_folder)
    known = load_data(settings.data_folder, asked.data, base)
    if asked.test:
        other = _other(settings.data_folder, asked.test)
        known = known._replace(items=_with_items(known.items, other.items))
        return known, _conversations(known, other, asked)
    trial = _conversations(known, None, asked) if known.dialogues else _behaviour(known, asked)
    if not len(trial.task):
        raise ParleyError(f"{asked.data} has nothing to ask: no turn of its {asked.part} part.")
    return known, trial


def entrants(
    asked: Asked, known: "DataSet", trial: "Trial", settings: "Settings", told: Told
) -> "dict[str, Entrant]":
    """The baselines, in the settings that are best on validation data, and the rankers named."""
    from evaluation.offline import Entrant
    from retrieval.baselines import variants

    every = variants(trial.items, trial.split.train, trial.split.histories)
    final = variants(trial.items, trial.final.train, trial.final.histories)
    baselines = {name.casefold() for name in every}
    others = [name for name in asked.names if name.casefold() not in baselines]
    # First, since they refuse what they do not know, which is better said at once.
    own = rankers(
        others,
        known,
        trial.final,
        settings,
        asked.learning,
        lambda work: told(f"Learning: {work}", 0, 1),
    )
    found = {name: _chosen(name, tried, final[name], trial, told) for name, tried in every.items()}
    return found | {name: Entrant(ranker) for name, ranker in own.items()}


def _chosen(
    name: str, tried: "Variants", final: "Variants", trial: "Trial", told: Told
) -> "Entrant":
    """The baseline in the setting that is best on validation, trained on all that is known then."""
    from evaluation.choosing import choose
    from evaluation.offline import Entrant

    work, total = f"Choosing settings of {name}", len(tried) * len(trial.validation.turns)
    _, choice = choose(
        tried, trial.validation, trial.items.rows, lambda turns: told(work, turns, total)
    )
    return Entrant(final[choice.setting](), choice, is_baseline=True)


def _conversations(known: "DataSet", other: "DataSet | None", asked: Asked) -> "Trial":
    from evaluation.splits import By, Fold, split_dialogues
    from evaluation.trials import conversations

    split = split_dialogues(known.dialogues, other.dialogues if other else None, By(asked.by))
    return conversations(known.items, split, Fold(asked.part), asked.seed, asked.most)


def _behaviour(known: "DataSet", asked: Asked) -> "Trial":
    from evaluation.splits import Fold
    from evaluation.trials import behaviour

    return behaviour(known.items, known.histories, Fold(asked.part), asked.users, asked.seed)


def _other(data_folder: Path, test: str) -> "DataSet":
    """The data set to report on: imported under this name, or read from this file for once."""
    from datetime import UTC, datetime
    from tempfile import TemporaryDirectory

    from catalog.datasets.draft import ITEMS, data_path
    from catalog.datasets.importing import import_data
    from catalog.datasets.store import load_data
    from catalog.store import load_base
    from core.errors import ParleyError

    base, path = load_base(data_folder), Path(test)
    if path.is_file():
        with TemporaryDirectory() as folder:
            import_data("redial", path, Path(folder), base, today=datetime.now(UTC).date())
            own, known = (data_path(one, "redial") / ITEMS for one in (Path(folder), data_folder))
            _know(own, known)
            other = load_data(Path(folder), "redial", base)
    else:
        other = load_data(data_folder, test, base)
    if not other.dialogues:
        raise ParleyError(f"{test} has no dialogues to report on.")
    return other


def _know(own: Path, known: Path) -> None:
    """Put the records of the imported ReDial before a file's own.

    A file says less of its films than the folder it belongs to, so that some would be joined
    to another film of the catalogue than the same ones in training.
    """
    from catalog.datasets.records import Record

    lines: dict[str, str] = {}
    for path in (known, own):
        for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
            lines.setdefault(Record.model_validate_json(line).item.id, line)
    own.write_text("\n".join([*lines.values(), ""]), "utf-8")


def _with_items(items: "Catalog", others: "Catalog") -> "Catalog":
    """The items, and behind them those that only the others have."""
    from catalog.store import Catalog

    new = (item for item in others.items_in_order if item.id not in items)
    return Catalog((*items.items_in_order, *new), name=items.name)
