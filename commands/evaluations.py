"""Small offline evaluations for the page: one at a time, in a process of its own that yields to the chat."""

import multiprocessing
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from commands.apart import yielding
from commands.assembly import read_settings
from commands.background import Background, Changes
from commands.reports import RunReports
from commands.trials import Asked, Told
from core.errors import ParleyError
from core.runs import (
    Choice,
    EvaluationOffer,
    EvaluationWish,
    Figures,
    Imported,
    PastRun,
    Phase,
    RunState,
)

if TYPE_CHECKING:
    from catalog.datasets.records import Manifest
    from core.settings import Settings
    from evaluation.results import Results

_LATEST = 5
_SECONDS_BETWEEN_LOOKS = 0.3
_MEASURABLE = frozenset({"dialogues", "users"})
_RANKERS = {
    "text": "films whose descriptions mean something like what was said",
    "fused": "all sources of the recommender, joined without training",
    "learned": "all sources, ranked by what was learned from the training part",
}
_IMPORTS = tuple(
    f"python app.py data import {kind} PATH" for kind in ("redial", "inspired", "movielens")
)


class Request(NamedTuple):
    """What is to be evaluated, under which name, and the command that would do the same."""

    asked: Asked
    command: str


class Ended(NamedTuple):
    """The last word of the process: the folder of the run, or why there is none."""

    run: str
    refusal: str = ""


# Evaluates, tells how far it is, and returns the name of the run's folder: "" where it is over before.
Evaluate = Callable[[Request, Told, Callable[[], bool]], str]


def evaluated_apart(request: Request, told: Told, is_over: Callable[[], bool]) -> str:
    """Evaluate in a process of its own; ParleyError where it refuses or breaks off."""
    context = multiprocessing.get_context("spawn")
    reader, sender = context.Pipe(duplex=False)
    process = context.Process(target=_evaluate, args=(request, sender), daemon=True)
    process.start()
    # Else the end of the process would not be the end of what can be read.
    sender.close()
    try:
        return _listened(reader, told, is_over)
    except EOFError as error:
        raise ParleyError("The evaluation broke off; the terminal says why.") from error
    finally:
        process.terminate()
        process.join()
        reader.close()


def _listened(reader: "Connection", told: Told, is_over: Callable[[], bool]) -> str:
    while not is_over():
        if not reader.poll(_SECONDS_BETWEEN_LOOKS):
            continue
        message = reader.recv()
        if not isinstance(message, Ended):
            told(*message)
        elif message.refusal:
            raise ParleyError(message.refusal)
        else:
            return message.run
    return ""


def _evaluate(request: Request, sender: "Connection") -> None:
    """The work of the process."""
    from commands.offline import evaluated

    yielding()
    asked = request.asked

    def told(work: str, turns: int, total: int) -> None:
        sender.send((work, turns, total))

    try:
        _, folder = evaluated(asked, read_settings(), asked.data, request.command, told)
    except ParleyError as error:
        sender.send(Ended("", str(error)))
    else:
        sender.send(Ended(folder.name))


class PageEvaluations:
    """Implements `Evaluations`; `evaluate` does the work."""

    def __init__(self, settings: "Settings", evaluate: Evaluate = evaluated_apart) -> None:
        self._settings, self._evaluate = settings, evaluate
        self._background = Background()

    def offer(self) -> EvaluationOffer:
        """What is imported, and what to type to import more."""
        from catalog.datasets.store import loaded

        return EvaluationOffer(
            imported=tuple(map(_imported, loaded(self._settings.data_folder))),
            rankers=tuple(Choice(value=name, words=words) for name, words in _RANKERS.items()),
            imports=_IMPORTS,
        )

    def start(self, wish: EvaluationWish) -> None:
        """Begin; ParleyError where one runs, or where this is not offered."""
        if wish.data not in {one.kind for one in self.offer().imported if one.is_measurable}:
            raise ParleyError(f"{wish.data!r} is not imported, or has nothing to be asked.")
        if unknown := set(wish.rankers) - set(_RANKERS):
            raise ParleyError(f"There is no ranker {min(unknown)!r}.")
        rankers = f"; {', '.join(wish.rankers)} beside the baselines" if wish.rankers else ""
        title = f"{wish.data}, {wish.part} part, at most {wish.most} conversations or people"
        self._background.start(f"{title}{rankers}", lambda: self._work(_request(wish)))

    def stop(self) -> None:
        """Break it off."""
        self._background.stop()

    def state(self) -> RunState:
        """How far it is."""
        return self._background.state

    def past(self) -> tuple[PastRun, ...]:
        """The latest offline evaluations on disk, newest first."""
        from evaluation.runs import RESULTS, SAMPLES

        runs = self._settings.data_folder / "runs"
        folders = sorted((one.parent for one in runs.glob(f"*/{SAMPLES}")), reverse=True)
        whole = [one for one in folders if (one / RESULTS).is_file()]
        return tuple(filter(None, map(self._past, whole[:_LATEST])))

    def _past(self, folder: Path) -> PastRun | None:
        from evaluation.results import Results
        from evaluation.runs import RESULTS

        try:
            found = Results.model_validate_json((folder / RESULTS).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        about = found.about
        return PastRun(
            run=folder.name,
            title=f"{about.created[:16].replace('T', ' ')}: {about.name}, {about.part} part",
            figures=main_figures(found),
            has_report=RunReports(folder.parent).has(folder.name),
        )

    def _work(self, request: Request) -> Changes:
        """The whole evaluation; the figures are read back from its folder."""
        answered: Counter[str] = Counter()
        self._background.tell(work="reading what is imported")

        def told(work: str, turns: int, total: int) -> None:
            kind = work.partition(":")[0]
            answered[kind] += turns
            if not self._background.is_over:
                self._background.tell(
                    phase=Phase.RUNNING, work=work, done=answered[kind], total=total
                )

        run = self._evaluate(request, told, lambda: self._background.is_over)
        if not run:
            return {"phase": Phase.STOPPED, "work": "", "total": 0}
        past = self._past(self._settings.data_folder / "runs" / run)
        if past is None:
            raise ParleyError(f"The figures of {run} cannot be read.")
        return {
            "phase": Phase.FINISHED,
            "work": "",
            "run": run,
            "total": 0,
            "figures": (past.figures,),
            "has_report": past.has_report,
        }


def main_figures(results: "Results") -> Figures:
    """Each ranker at ten films, with the interval of its recall."""
    from evaluation.figures import Metric
    from evaluation.results import HEADLINE_K
    from evaluation.tables import decimals, interval

    metrics = (Metric.HIT_RATE, Metric.MRR, Metric.NDCG)
    counts = results.counts
    return Figures(
        title="Main figures",
        heads=("ranker", f"R@{HEADLINE_K} [95%]", *(f"{one}@{HEADLINE_K}" for one in metrics)),
        rows=tuple(
            (
                one.name,
                interval(one.figure(Metric.RECALL, HEADLINE_K)),
                *(decimals(one.figure(metric, HEADLINE_K).value) for metric in metrics),
            )
            for one in results.systems
        ),
        note=f"New targets, seen films removed: {counts.targets - counts.repeated:,} targets in "
        f"{counts.turns:,} turns of {counts.records:,} conversations or people. R@{HEADLINE_K} is "
        "the share of films found among the first ten of the whole catalogue.",
    )


def _request(wish: EvaluationWish) -> Request:
    asked = Asked(
        data=wish.data, names=wish.rankers, part=wish.part, users=wish.most, most=wish.most
    )
    rankers = f" --retriever {','.join(wish.rankers)}" if wish.rankers else ""
    return Request(
        asked,
        f"python app.py evaluate offline --data {wish.data} --part {wish.part} "
        f"--users {wish.most} --dialogues {wish.most}{rankers}",
    )


def _imported(manifest: "Manifest") -> Imported:
    counts = manifest.counts
    return Imported(
        kind=manifest.kind,
        name=manifest.name,
        day=manifest.imported,
        holds=", ".join(f"{count:,} {what}" for what, count in counts.items()),
        terms=manifest.licence,
        is_measurable=bool(_MEASURABLE & counts.keys()),
    )
