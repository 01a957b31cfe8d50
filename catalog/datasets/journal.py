"""What an import says while it runs: bytes read, rows taken, and every row it skipped."""

from collections.abc import Callable, Sequence

from core.value import Value

MOST_LISTED = 10_000

Progress = Callable[[str, int, int], None]


class BadRow(ValueError):
    """A row that cannot be used; the text is the reason."""


class Skipped(Value):
    """A row that was skipped: its file, the line it starts on, from 1, and why."""

    file: str
    line: int
    reason: str


class Journal:
    """Counts and complaints of one import; of the skipped rows the first 10,000 are kept."""

    def __init__(self, progress: Progress | None = None, size: int = 0) -> None:
        """Tell `progress` the file being read, the bytes read of all files, and their `size`."""
        self.taken = 0
        self.skipped_count = 0
        self.skipped: list[Skipped] = []
        self.notes: list[str] = []
        self._progress = progress
        self._read, self._size = 0, size

    def take(self, rows: int = 1) -> None:
        """Count rows that were understood."""
        self.taken += rows

    def skip(self, file: str, line: int, reason: str) -> None:
        """Count a row that was not."""
        self.skip_many((Skipped(file=file, line=line, reason=reason),), 1)

    def skip_many(self, rows: Sequence[Skipped], count: int) -> None:
        """Count rows that were not, some of which are told."""
        self.skipped_count += count
        self.skipped.extend(rows[: MOST_LISTED - len(self.skipped)])

    def note(self, text: str) -> None:
        """Say something of the files as a whole."""
        self.notes.append(text)

    def advance(self, file: str, size: int) -> None:
        """So many bytes more of this file are read."""
        self._read += size
        if self._progress:
            self._progress(file, self._read, self._size)
