"""IARD's dialogues, typed: seekers' messages with the intents that people gave them.

Format and taxonomy: Cai and Chen 2020, "Predicting user intents and satisfaction with
dialogue-based conversational recommendations" (UMAP); the dialogues are ReDial's.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from core.value import Value
from evaluation.redial import Message, Role, Variant, replaced

# `@187028 <It  (2017)>`; the title sometimes stands there twice.
_MARKED = re.compile(r"@(?P<id>\d+)\s*<(?P<title>[^<>]*)>(?:\s*<(?P=title)>)*")


class Utterance(Value):
    """One message in plain text with ReDial's ids of the films in it, and its intents."""

    message: Message
    top_level: frozenset[str] = frozenset()
    sub_intents: frozenset[str] = frozenset()


class IntentDialogue(Value):
    """One dialogue by its place in the file (from 0); `seeker` is the worker's id in ReDial."""

    index: int
    seeker: str = ""
    utterances: tuple[Utterance, ...]


def read_iard(path: Path) -> tuple[IntentDialogue, ...]:
    """The dialogues of `iard.json` in the file's order."""
    rows: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return tuple(
        IntentDialogue(
            index=index,
            seeker=_seeker(row["dialogue_info"].values()),
            utterances=tuple(map(_utterance, row["dialogue_info"].values())),
        )
        for index, row in enumerate(rows.values())
    )


def _seeker(rows: Iterable[Mapping[str, Any]]) -> str:
    return next((str(row.get("worker_id", "")) for row in rows if row["role"] == Role.SEEKER), "")


def _utterance(row: Mapping[str, Any]) -> Utterance:
    raw = row["utterance_text"]
    text = replaced(raw, _MARKED, lambda match: match["title"], Variant.WITH_YEAR)
    ids = tuple(match["id"] for match in _MARKED.finditer(raw))
    return Utterance(
        message=Message(role=Role(row["role"]), text=text, mentions=ids),
        top_level=frozenset(row["top-level intent/action"]),
        sub_intents=frozenset(row["sub-intent/action"]),
    )
