"""MovieLens' ratings, in pieces of bounded size that an interrupted import need not repeat."""

from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

import polars as pl

from catalog.datasets.draft import HISTORIES, Draft
from catalog.datasets.journal import Journal, Skipped
from catalog.datasets.reading import decoded
from core.errors import ImportRefused
from core.value import Value

_PIECE = 16 << 20  # bytes of text; ten times as much in memory while they are parsed
_LONGEST_LINE = 10_000
_HEADER = "userId,movieId,rating,timestamp"
_MOST_LISTED = 100  # rows skipped, of each piece
_SCHEMA = {"user": pl.Int32, "item": pl.Int32, "rating": pl.Float32, "time": pl.Int64}


class Layout(NamedTuple):
    """How a ratings file parts its fields, and whether it has a header."""

    separator: str
    has_header: bool


class Piece(Value):
    """What became of one piece: where it ended in bytes and lines, and what was skipped."""

    end: int
    lines: int
    rows: int
    skipped_count: int
    skipped: tuple[Skipped, ...]


def read_ratings(path: Path, layout: Layout, draft: Draft, journal: Journal) -> int:
    """Write every rating into the draft; how many there are."""
    pieces = []
    for piece in _pieces(path, layout, draft.scratch, journal):
        pieces.append(piece)
        journal.take(piece.rows)
        journal.skip_many(piece.skipped, piece.skipped_count)
    target = draft.folder / HISTORIES
    parts = sorted(draft.scratch.glob("ratings-*.parquet"))
    if parts and not target.exists():
        unfinished = draft.scratch / HISTORIES
        pl.scan_parquet(parts).sink_parquet(unfinished)
        unfinished.rename(target)
    return sum(piece.rows for piece in pieces)


def _pieces(path: Path, layout: Layout, scratch: Path, journal: Journal) -> Iterator[Piece]:
    with path.open("rb") as file:
        line = _skip_header(file, path) if layout.has_header else 0
        for number in range(1_000_000):
            start = file.tell()
            part = scratch / f"ratings-{number:06}.parquet"
            done = part.with_suffix(".json")
            if done.is_file():
                piece = Piece.model_validate_json(done.read_bytes())
                file.seek(piece.end)
            else:
                raw = file.read(_PIECE)
                if not raw:
                    return
                raw += file.readline(_LONGEST_LINE)
                piece = _parsed(raw, line, file.tell(), layout, part, path.name)
                _write(done, piece)
            line = piece.lines
            journal.advance(path.name, piece.end - start)
            yield piece


def _skip_header(file: BufferedReader, path: Path) -> int:
    header = decoded(file.readline(_LONGEST_LINE), is_first=True).strip()
    if header != _HEADER:
        raise ImportRefused(f"{path}: the first line is not {_HEADER}.")
    return 1


def _parsed(raw: bytes, line: int, end: int, layout: Layout, part: Path, name: str) -> Piece:
    texts = raw.decode("utf-8", "replace").split("\n")
    if not texts[-1]:
        texts.pop()
    fields = [*_SCHEMA, "more"]
    split = pl.col("raw").str.split_exact(layout.separator, len(_SCHEMA))
    rows = (
        pl.DataFrame({"raw": texts}, schema={"raw": pl.String})
        .with_row_index("line", line + 1)
        .with_columns(pl.col("raw").str.strip_chars())
        .filter(pl.col("raw") != "")
        .with_columns(split.struct.rename_fields(fields).alias("fields"))
        .unnest("fields")
        .with_columns(pl.col(field).cast(kind, strict=False) for field, kind in _SCHEMA.items())
        .with_columns(_is_rating().alias("is_good"))
    )
    bad = rows.filter(~pl.col("is_good"))
    good = rows.filter("is_good").select(*_SCHEMA)
    good.write_parquet(part)
    return Piece(
        end=end,
        lines=line + len(texts),
        rows=len(good),
        skipped_count=len(bad),
        skipped=tuple(
            Skipped(file=name, line=number, reason=f"not a rating: {text[:60]!r}")
            for number, text in bad.select("line", "raw").head(_MOST_LISTED).iter_rows()
        ),
    )


def _is_rating() -> pl.Expr:
    whole = pl.all_horizontal(pl.col(*_SCHEMA).is_not_null()) & pl.col("more").is_null()
    sane = (pl.col("rating") > 0) & (pl.col("rating") <= 5) & (pl.col("user") >= 0)
    return (whole & sane).fill_null(value=False)


def _write(path: Path, piece: Piece) -> None:
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(piece.model_dump_json(), "utf-8")
    unfinished.rename(path)
