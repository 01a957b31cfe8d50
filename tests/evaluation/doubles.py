"""Listeners whose right answers are known, and renderables as text."""

from collections.abc import Mapping
from io import StringIO

from rich.console import Console, RenderableType

from core.conversation import ListenTask
from core.heard import Film, Heard, Intent, Stance


class PlannedListener:
    """Hears what was planned for a text, and nothing in any other; `tasks` keeps what was asked."""

    def __init__(self, planned: Mapping[str, Heard] | None = None) -> None:
        self._planned = planned or {}
        self.tasks: list[ListenTask] = []

    def listen(self, task: ListenTask) -> Heard:
        self.tasks.append(task)
        return self._planned.get(task.text, Heard(text=task.text, intents=()))


def hears(*films: str, intents: tuple[Intent, ...] = (), stance: Stance = Stance.LIKE) -> Heard:
    """A message that names these films by id."""
    named = tuple(Film(item_id=item_id, stance=stance) for item_id in films)
    return Heard(intents=intents, films=named)


def printed(*renderables: RenderableType) -> str:
    """What a wide terminal would show."""
    file = StringIO()
    Console(width=220, file=file).print(*renderables)
    return file.getvalue()
