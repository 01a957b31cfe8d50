"""How well film titles in running text are recognised, on ReDial's marked mentions."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from rich.table import Table
from rich.text import Text

from catalog.titles import plain_title, split_label
from core.heard import Film
from core.item import Item
from core.value import Value
from evaluation.hearing import Hearing
from evaluation.metrics import Retrieved, retrieved
from evaluation.redial import Dialogue, Mention, Message, Variant, typed_text
from evaluation.splits import is_open

Named = TypeVar("Named", Mention, Film)


class Kind(StrEnum):
    """What is wrong with one link, or with one mention that has none."""

    MISSED = "missed"
    NAMESAKE = "another film of the same title"
    NEARBY = "another film with words of the title"
    ABSENT = "the film meant is not in the catalogue"
    UNMARKED = "unmarked, but named elsewhere in the dialogue"
    SPURIOUS = "spurious"


class LinkError(Value):
    """One error: the words linked, the film meant and the film linked (labels, or empty)."""

    kind: Kind
    text: str
    words: str = ""
    meant: str = ""
    linked: str = ""


class LinkScores(Value):
    """Linking in one variant; `errors` are listed only where all dialogues are of the dev part.

    `absent` counts mentions whose film the catalogue lacks; they are no part of `found`,
    but a link made for one is a false positive, of kind ABSENT.
    """

    variant: Variant
    dialogues: int
    messages: int
    absent: int
    found: Retrieved
    kinds: dict[Kind, int]
    errors: tuple[LinkError, ...] = ()


class Linked(Value):
    """One message with the films marked in it and the films heard in it."""

    text: str
    marked: tuple[Mention, ...]
    heard: tuple[Film, ...]

    def counts(self) -> tuple[int, int, int]:
        """True positives, false positives, false negatives over multisets of item ids."""
        gold, heard = self.meant(), Counter(film.item_id for film in self.heard)
        return (gold & heard).total(), (heard - gold).total(), (gold - heard).total()

    def meant(self) -> Counter[str]:
        """How often each catalogue film is marked."""
        return Counter(mention.item_id for mention in self.marked if mention.item_id)


def score_linking(
    dialogues: Sequence[Dialogue],
    mentions: Mapping[str, Mention],
    hearing: Hearing,
    variant: Variant,
    seed: int = 0,
) -> LinkScores:
    """Linking over all messages of these dialogues; intervals resample dialogues.

    Every message is heard alone, without a slate, so that only its words can tell.
    """
    linked = [
        [_linked(message, mentions, hearing, variant) for message in dialogue.messages]
        for dialogue in dialogues
    ]
    errors = [
        error
        for messages in linked
        for message in messages
        for error in _errors(message, _named(messages), hearing.items)
    ]
    marked = [film for messages in linked for message in messages for film in message.marked]
    return LinkScores(
        variant=variant,
        dialogues=len(dialogues),
        messages=sum(map(len, linked)),
        absent=sum(film.item_id is None for film in marked),
        found=retrieved([_total(messages) for messages in linked], seed),
        kinds=dict(Counter(error.kind for error in errors).most_common()),
        errors=tuple(errors) if is_open(dialogue.index for dialogue in dialogues) else (),
    )


def table(scores_by_part: Mapping[str, Sequence[LinkScores]]) -> Table:
    """Precision, recall and F1 a part and variant, with 95% intervals and kinds of error."""
    shown = Table(title="Linking film titles in ReDial's messages, 95% intervals")
    for heading in ("part", "titles", "mentions", "absent", "precision", "recall", "F1", "errors"):
        shown.add_column(heading)
    for part, scores in scores_by_part.items():
        for one in scores:
            shown.add_row(f"{part} ({one.dialogues} dialogues)", *_cells(one))
        shown.add_section()
    return shown


def error_table(errors: Sequence[LinkError]) -> Table:
    """Errors one by one: what was meant, what was linked, and the message."""
    shown = Table("kind", "words", "meant", "linked", "message", show_lines=True)
    for one in errors:
        shown.add_row(*map(Text, (one.kind, one.words, one.meant, one.linked, one.text)))
    return shown


def _cells(one: LinkScores) -> tuple[str, ...]:
    found = one.found
    kinds = "\n".join(f"{count} {kind}" for kind, count in one.kinds.items())
    figures = (str(found.precision), str(found.recall), str(found.f1))
    return one.variant, str(found.gold), str(one.absent), *figures, kinds


def _linked(
    message: Message, mentions: Mapping[str, Mention], hearing: Hearing, variant: Variant
) -> Linked:
    text = typed_text(message.text, mentions, variant)
    films = hearing.hear(text).heard.films
    return Linked(
        text=text,
        marked=tuple(mentions[name] for name in message.mentions if name in mentions),
        heard=tuple(film for film in films if film.position is None),
    )


def _total(messages: Sequence[Linked]) -> tuple[int, int, int]:
    rows = [message.counts() for message in messages]
    return sum(row[0] for row in rows), sum(row[1] for row in rows), sum(row[2] for row in rows)


def _named(messages: Sequence[Linked]) -> frozenset[str]:
    return frozenset(item_id for message in messages for item_id in message.meant())


def _errors(
    message: Linked, named: frozenset[str], items: Mapping[str, Item]
) -> Iterator[LinkError]:
    """One error for each link too many (with the mention it stands for), then what is missed."""
    heard = Counter(film.item_id for film in message.heard)
    left = _unmatched(message.marked, heard)
    for film in _unmatched(message.heard, message.meant()):
        kind, meant = _explained(film, left, named, items)
        if meant and meant.item_id:
            left.remove(meant)
        yield LinkError(
            kind=kind,
            text=message.text,
            words=film.text,
            meant=meant.label if meant else "",
            linked=items[film.item_id].label,
        )
    for mention in left:
        if mention.item_id:
            yield LinkError(kind=Kind.MISSED, text=message.text, meant=items[mention.item_id].label)


def _unmatched(films: Sequence[Named], others: Counter[str]) -> list[Named]:
    """The films left when each has been paired with one of the same id among the others."""
    free, left = others.copy(), []
    for film in films:
        if film.item_id and free[film.item_id]:
            free[film.item_id] -= 1
        else:
            left.append(film)
    return left


def _explained(
    film: Film, left: Sequence[Mention], named: frozenset[str], items: Mapping[str, Item]
) -> tuple[Kind, Mention | None]:
    """Why a film was linked that no marker means, and the marker whose words it took."""
    words = plain_title(split_label(film.text).title)
    title = plain_title(items[film.item_id].title)
    for mention in left:
        plain = plain_title(mention.title)
        if plain == title or (words and f" {words} " in f" {plain} "):
            if mention.item_id is None:
                return Kind.ABSENT, mention
            return (Kind.NAMESAKE if plain == title else Kind.NEARBY), mention
    return (Kind.UNMARKED if film.item_id in named else Kind.SPURIOUS), None
