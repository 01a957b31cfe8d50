"""A drawn poster for a film: shapes and type that follow from its title and genres alone."""

from html import escape
from textwrap import shorten, wrap
from zlib import crc32

HUES = {
    "horror": 352,
    "action": 14,
    "western": 28,
    "comedy": 40,
    "family": 54,
    "animation": 84,
    "adventure": 140,
    "nature": 150,
    "documentary": 172,
    "science fiction": 192,
    "sci-fi": 192,
    "thriller": 206,
    "crime": 222,
    "noir": 232,
    "mystery": 252,
    "fantasy": 272,
    "music": 296,
    "romance": 332,
    "drama": 214,
    "war": 90,
    "history": 34,
}
WIDTH, HEIGHT = 200, 300
TITLE_LINES = 4


def poster(title: str, genres: tuple[str, ...]) -> str:
    """An SVG of 200 x 300 units; equal titles and genres give equal drawings."""
    seed = crc32(title.encode())
    hue = _hue(genres, seed)
    drawing = DRAWINGS[seed % len(DRAWINGS)](hue, seed >> 4)
    return (
        f'<svg class="poster" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_ink(hue, 30)}"/>'
        f"{drawing}"
        f'<rect y="196" width="{WIDTH}" height="104" fill="{_ink(hue, 13)}"/>'
        f"{_lettering(title)}</svg>"
    )


def _hue(genres: tuple[str, ...], seed: int) -> int:
    for genre in genres:
        for name, hue in HUES.items():
            if name in genre.casefold():
                return hue
    return seed % 360


def _ink(hue: int, light: int, strength: int = 42) -> str:
    return f"hsl({hue % 360} {strength}% {light}%)"


def _lettering(title: str) -> str:
    lines = wrap(shorten(title, 52, placeholder="…"), 14, break_long_words=True)[:TITLE_LINES]
    size = min(26, 84 // max(len(lines), 1), int(176 / (0.62 * max(map(len, lines), default=1))))
    top = 248 - (len(lines) - 1) * size * 0.56 + size * 0.34
    return "".join(
        f'<text x="{WIDTH // 2}" y="{top + row * size * 1.12:.0f}" font-size="{size}"'
        f' text-anchor="middle" font-weight="700" fill="#fff">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )


def _sun(hue: int, seed: int) -> str:
    x, radius = 50 + seed % 100, 38 + seed % 23
    return (
        f'<circle cx="{x}" cy="104" r="{radius}" fill="{_ink(hue + 24, 66, 62)}"/>'
        f'<path d="M0 150 Q60 {116 + seed % 30} 120 152 T200 146 V196 H0Z" fill="{_ink(hue, 22)}"/>'
        f'<path d="M0 176 Q70 150 130 172 T200 168 V196 H0Z" fill="{_ink(hue, 17)}"/>'
    )


def _rings(hue: int, seed: int) -> str:
    x, y = 40 + seed % 120, 60 + seed % 70
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke-width="9"'
        f' stroke="{_ink(hue + radius // 4, 34 + radius // 5, 46)}"/>'
        for radius in range(14, 170, 22)
    )


def _bands(hue: int, seed: int) -> str:
    lean = 30 + seed % 60
    return "".join(
        f'<path d="M{x} 0 h{16 + (seed + x) % 18} l-{lean} 196 h-{16 + (seed + x) % 18}Z"'
        f' fill="{_ink(hue + x // 12, 36 + x // 9, 48)}"/>'
        for x in range(20, 290, 44)
    )


def _skyline(hue: int, seed: int) -> str:
    heights = [48 + (seed >> shift) % 92 for shift in range(0, 16, 2)]
    towers = "".join(
        f'<rect x="{column * 25}" y="{196 - height}" width="25" height="{height}"'
        f' fill="{_ink(hue, 17 + column % 3 * 4)}"/>'
        for column, height in enumerate(heights)
    )
    moon = f'<circle cx="{150 - seed % 100}" cy="52" r="22" fill="{_ink(hue + 30, 80, 50)}"/>'
    return moon + towers


def _peaks(hue: int, seed: int) -> str:
    summit = 70 + seed % 60
    return (
        f'<circle cx="{200 - summit}" cy="58" r="26" fill="{_ink(hue + 28, 70, 60)}"/>'
        f'<path d="M{summit - 110} 196 L{summit} 62 L{summit + 110} 196Z" fill="{_ink(hue, 44)}"/>'
        f'<path d="M{summit} 62 L{summit + 110} 196 H{summit + 18}Z" fill="{_ink(hue, 37)}"/>'
        f'<path d="M60 196 L150 118 L240 196Z" fill="{_ink(hue, 22)}"/>'
    )


def _overlap(hue: int, seed: int) -> str:
    shift = seed % 24
    return (
        f'<circle cx="{74 + shift}" cy="88" r="54" fill="{_ink(hue, 56, 50)}"/>'
        f'<circle cx="{126 - shift // 2}" cy="118" r="54" fill="{_ink(hue + 36, 64, 60)}"'
        f' fill-opacity="0.72"/>'
    )


DRAWINGS = (_sun, _rings, _bands, _skyline, _peaks, _overlap)
