"""How well likes and dislikes are heard, against what ReDial's seekers said in their form."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rich.table import Table

from core.heard import Stance
from core.item import Item
from core.value import Value
from evaluation.hearing import Hearing
from evaluation.intervals import Estimate, Sums, bootstrap
from evaluation.metrics import ratio
from evaluation.redial import (
    Dialogue,
    Mention,
    Message,
    Role,
    Variant,
    slate_before,
    typed_text,
)

# What a stance says about liking. Taking a film or asking for more like it speaks for it,
# turning it down against; having seen it or talking about it says neither.
VERDICTS = {
    Stance.LIKE: True,
    Stance.ACCEPT: True,
    Stance.ANCHOR: True,
    Stance.DISLIKE: False,
    Stance.REJECT: False,
}
# Columns of the counts, one row a dialogue: (the form's answer, what was heard).
_CELLS = [(liked, heard) for liked in (True, False) for heard in (True, False, None)]


class VerdictScores(Value):
    """Likes and dislikes on films of the catalogue for which the form says one or the other.

    `cells` counts (liked in the form, heard as liked / disliked / not at all). `majority`
    is the accuracy of always saying "liked" on the films covered; its balanced accuracy is 0.5.
    """

    dialogues: int
    films: int
    absent: int
    cells: dict[tuple[bool, bool | None], int]
    coverage: Estimate
    accuracy: Estimate
    balanced: Estimate
    majority: Estimate


def score_verdicts(
    dialogues: Sequence[Dialogue],
    mentions: Mapping[str, Mention],
    hearing: Hearing,
    seed: int = 0,
) -> VerdictScores:
    """The last verdict heard on each film against the seeker's form; resamples dialogues."""
    rows = [
        _cells(_form(dialogue, mentions), verdicts(dialogue, mentions, hearing))
        for dialogue in dialogues
    ]
    counts = np.array(rows, dtype=float).reshape(-1, len(_CELLS))
    totals = counts.sum(axis=0).astype(int).tolist()
    return VerdictScores(
        dialogues=len(dialogues),
        films=sum(totals),
        absent=sum(_is_absent(name, mentions) for one in dialogues for name in one.liked),
        cells=dict(zip(_CELLS, totals, strict=True)),
        coverage=bootstrap(counts, _coverage, seed),
        accuracy=bootstrap(counts, _accuracy, seed),
        balanced=bootstrap(counts, _balanced, seed),
        majority=bootstrap(counts, _majority, seed),
    )


def verdicts(
    dialogue: Dialogue, mentions: Mapping[str, Mention], hearing: Hearing
) -> dict[str, bool]:
    """The last verdict heard on each film, by item id, over the seeker's messages.

    The slate of a message is what the recommender named since the seeker last spoke;
    where that is nothing, the slate before stays.
    """
    verdict: dict[str, bool] = {}
    slate: list[tuple[str, Item | None]] = []
    for said, message in exchanges(dialogue.messages):
        slate = slate_before(said, mentions, hearing.items) or slate
        text = typed_text(message.text, mentions, Variant.WITH_YEAR)
        asked = question_in(typed_text(said[-1].text, mentions, Variant.WITH_YEAR) if said else "")
        for film in hearing.hear(text, slate, asked).heard.films:
            if film.stance in VERDICTS:
                verdict[film.item_id] = VERDICTS[film.stance]
    return verdict


def exchanges(messages: Sequence[Message]) -> Iterator[tuple[list[Message], Message]]:
    """Each of the seeker's messages, after what the recommender said since the one before."""
    said: list[Message] = []
    for message in messages:
        if message.role is Role.RECOMMENDER:
            said.append(message)
        else:
            yield said, message
            said = []


def question_in(text: str) -> str:
    """The text where it asks something, else nothing."""
    return text if "?" in text else ""


def table(scores: Mapping[str, VerdictScores]) -> Table:
    """Coverage, accuracy and the confusion a set, beside always saying "liked"."""
    shown = Table(title="Likes and dislikes against the seekers' forms, 95% intervals")
    for heading in ("set", "films", "absent", "covered", "accuracy", "balanced", "always liked"):
        shown.add_column(heading)
    shown.add_column("form: heard as liked / disliked / neither")
    for name, one in scores.items():
        figures = (one.coverage, one.accuracy, one.balanced, one.majority)
        shown.add_row(name, str(one.films), str(one.absent), *map(str, figures), _confusion(one))
    return shown


def _confusion(scores: VerdictScores) -> str:
    lines = []
    for liked, name in ((True, "liked"), (False, "disliked")):
        cells = (str(scores.cells[liked, heard]) for heard in (True, False, None))
        lines.append(f"{name}: {' / '.join(cells)}")
    return "\n".join(lines)


def _is_absent(redial_id: str, mentions: Mapping[str, Mention]) -> bool:
    return redial_id not in mentions or mentions[redial_id].item_id is None


def _form(dialogue: Dialogue, mentions: Mapping[str, Mention]) -> dict[str, bool]:
    """The form by item id; a film that it both likes and dislikes under two ids is left out."""
    form: dict[str, set[bool]] = {}
    for redial_id, liked in dialogue.liked.items():
        if not _is_absent(redial_id, mentions):
            form.setdefault(str(mentions[redial_id].item_id), set()).add(liked)
    return {item_id: answers.pop() for item_id, answers in form.items() if len(answers) == 1}


def _cells(form: Mapping[str, bool], heard: Mapping[str, bool]) -> list[int]:
    pairs = [(liked, heard.get(item_id)) for item_id, liked in form.items()]
    return [pairs.count(cell) for cell in _CELLS]


def _coverage(sums: Sums) -> Sums:
    return ratio(sums[..., [0, 1, 3, 4]].sum(axis=-1), sums.sum(axis=-1))


def _accuracy(sums: Sums) -> Sums:
    return ratio(sums[..., 0] + sums[..., 4], sums[..., [0, 1, 3, 4]].sum(axis=-1))


def _balanced(sums: Sums) -> Sums:
    """The mean of the shares right among the liked and among the disliked films covered."""
    liked = ratio(sums[..., 0], sums[..., 0] + sums[..., 1])
    disliked = ratio(sums[..., 4], sums[..., 3] + sums[..., 4])
    return (liked + disliked) / 2


def _majority(sums: Sums) -> Sums:
    return ratio(sums[..., 0] + sums[..., 1], sums[..., [0, 1, 3, 4]].sum(axis=-1))
