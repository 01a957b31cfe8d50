"""What must not happen in a measurement, refused before it begins: rankers that saw the answer."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from core.dialogue import Dialogue, History
from core.errors import ParleyError
from core.ports import ContextRanker
from evaluation.protocol import Task, Turn


class Leak(ParleyError):
    """The answer could be seen; the text names the dialogue or user."""


def refuse_answers_in_contexts(task: Task, dialogues: Sequence[Dialogue]) -> None:
    """Raise Leak where a context holds anything but what was said before its turn."""
    by_id = {dialogue.id: dialogue for dialogue in dialogues}
    for turn in task.turns:
        _refuse_answer(turn, by_id.get(turn.context.record))


def refuse_shared_dialogues(training: Iterable[Dialogue], evaluated: Iterable[Dialogue]) -> None:
    """Raise Leak where a training dialogue is also evaluated, by its id or word for word."""
    evaluated = tuple(evaluated)
    ids = {dialogue.id for dialogue in evaluated}
    # Two dialogues of greetings may be alike by chance, and have nothing to give away.
    texts = {wording(dialogue): dialogue.id for dialogue in evaluated if _names_items(dialogue)}
    for dialogue in training:
        if dialogue.id in ids:
            raise Leak(f"Dialogue {dialogue.id} is evaluated and stands in the training data.")
        if (twin := texts.get(wording(dialogue))) is not None:
            raise Leak(
                f"Dialogue {twin} is evaluated and stands word for word in the training data, "
                f"as {dialogue.id}."
            )


def refuse_knowing_rankers(
    rankers: Mapping[str, ContextRanker], evaluated: Iterable[Dialogue]
) -> None:
    """Raise Leak where a ranker says in `trained_on` that it was trained on what is evaluated."""
    ids = {dialogue.id for dialogue in evaluated}
    for name, ranker in rankers.items():
        seen: frozenset[str] = getattr(ranker, "trained_on", frozenset())
        if both := seen & ids:
            raise Leak(f"{name} was trained on dialogue {min(both)}, which is evaluated.")


def refuse_known_futures(training: Iterable[History], task: Task) -> None:
    """Raise Leak where a training history goes on beyond the context that is asked about."""
    contexts = {turn.context.record: turn.context.history for turn in task.turns}
    for history in training:
        known = contexts.get(history.user)
        if known is not None and known[: len(history.items)] != history.items:
            raise Leak(f"The training history of user {history.user} holds what is asked for.")


def wording(dialogue: Dialogue) -> str:
    """A digest of the words said, whatever their case, spaces and division into messages."""
    said = " ".join(utterance.text for utterance in dialogue.utterances)
    return hashlib.sha256(" ".join(said.casefold().split()).encode()).hexdigest()


def _names_items(dialogue: Dialogue) -> bool:
    return any(utterance.mentions for utterance in dialogue.utterances)


def _refuse_answer(turn: Turn, dialogue: Dialogue | None) -> None:
    context = turn.context
    if len(context.utterances) > turn.place:
        raise Leak(f"The context of dialogue {context.record} holds its own answer or more.")
    if dialogue is not None and context != dialogue.before(turn.place):
        raise Leak(f"The context of dialogue {context.record} is not what was said before.")
