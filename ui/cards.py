"""The films of a turn as cards: what they are, why they are offered, and what one can do."""

from collections.abc import Mapping
from html import escape

from core.conversation import Card, Session
from core.heard import Stance
from ui.poster import poster
from ui.why import why

ICONS = {
    "like": '<path d="M12 20.5C4.5 15 3 11.5 3 8.5a4.5 4.5 0 0 1 9-.7'
    ' 4.5 4.5 0 0 1 9 .7c0 3-1.5 6.5-9 12z"/>',
    "dislike": '<circle cx="12" cy="12" r="9"/><path d="M5.8 5.8l12.4 12.4"/>',
    "seen": '<path d="M2 12q10-12 20 0q-10 12-20 0z"/><circle cx="12" cy="12" r="3"/>',
    "more": '<rect x="3" y="7" width="14" height="14" rx="2"/><path d="M8 3h13v13"/>',
    "why": '<circle cx="12" cy="12" r="9"/><path d="M9.2 9.2a2.8 2.8 0 1 1 2.8 3.6v1M12 17v.2"/>',
}
VERDICTS = (
    (Stance.LIKE, "Like", "Like {label}"),
    (Stance.DISLIKE, "Not for me", "Not for me: {label}"),
    (Stance.SEEN, "Seen", "I have seen {label}"),
)
SAID = {Stance.LIKE: "liked", Stance.DISLIKE: "not for me", Stance.SEEN: "seen"}

Pressed = Mapping[str, frozenset[Stance]]


def pressed(session: Session) -> Pressed:
    """Which buttons are down, by item id, as the stored marks say."""
    down: dict[str, frozenset[Stance]] = {}
    for mark in session.marks:
        down[mark.item_id] = down.get(mark.item_id, frozenset()) | {mark.stance}
    return down


def label(card: Card) -> str:
    """Title and year, as a person would say them."""
    return f"{card.title} ({card.year})" if card.year else card.title


def films(cards: tuple[Card, ...], down: Pressed, explained: str = "") -> str:
    """The cards in order, the one whose id is `explained` with its reasons open."""
    if not cards:
        return ""
    drawn = "".join(
        _film(card, place, down.get(card.item_id, frozenset()), is_open=card.item_id == explained)
        for place, card in enumerate(cards, 1)
    )
    return f'<div class="films">{drawn}</div>'


def offered(cards: tuple[Card, ...], down: Pressed) -> str:
    """The cards of an earlier turn that carry a verdict, a line each; the reply names the rest."""
    lines = "".join(
        f"<li>{escape(label(card))}{_verdict(down[card.item_id])}</li>"
        for card in cards
        if card.item_id in down
    )
    return f'<ul class="offered" aria-label="What you said of these">{lines}</ul>' if lines else ""


def duration(minutes: int | None) -> str:
    """Minutes as hours and minutes: 170 gives "2 h 50 min"."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest))


def _verdict(stances: frozenset[Stance]) -> str:
    said = ", ".join(word for stance, word in SAID.items() if stance in stances)
    return f' <span class="said">{said}</span>' if said else ""


def _film(card: Card, place: int, stances: frozenset[Stance], *, is_open: bool) -> str:
    year = f' <span class="year">{card.year}</span>' if card.year else ""
    facts = " · ".join(filter(None, (", ".join(card.genres[:3]), duration(card.runtime))))
    item = escape(card.item_id)
    pitch = "" if card.pitch.rstrip(".") in card.reason else card.pitch
    return (
        f'<article class="film{" film-open" if is_open else ""}" data-film="{item}"'
        f' aria-label="{escape(label(card))}"><div class="art">{poster(card.title, card.genres)}'
        f'<span class="place" aria-hidden="true">{place}</span></div><div class="about">'
        f"<h3>{escape(card.title)}{year}</h3>{_line('facts-line', facts)}"
        f"{_line('people', card.people)}{_line('reason', card.reason)}{_line('pitch', pitch)}"
        f'</div><div class="deeds">{_deeds(card, stances, is_open=is_open)}</div>'
        f"{_reasons(card) if is_open else ''}</article>"
    )


def _line(kind: str, text: str) -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if text else ""


def _reasons(card: Card) -> str:
    return f'<section class="why" aria-label="Why {escape(label(card))}">{why(card)}</section>'


def _deeds(card: Card, stances: frozenset[Stance], *, is_open: bool) -> str:
    verdicts = "".join(
        _button(
            card,
            icon=stance.value,
            words=words,
            spoken=spoken,
            extra=f'data-deed="mark" data-stance="{stance.value}"'
            f' aria-pressed="{"true" if stance in stances else "false"}"',
        )
        for stance, words, spoken in VERDICTS
    )
    more = _button(
        card,
        icon="more",
        words="More like this",
        spoken="More like {label}",
        extra='data-deed="more"',
    )
    reasons = _button(
        card,
        icon="why",
        words="Why this",
        spoken="Why {label}",
        extra=f'data-deed="why" aria-expanded="{"true" if is_open else "false"}"',
    )
    return verdicts + more + reasons


def _button(card: Card, *, icon: str, words: str, spoken: str, extra: str) -> str:
    return (
        f'<button type="button" class="deed" data-item="{escape(card.item_id)}" {extra}'
        f' aria-label="{escape(spoken.replace("{label}", label(card)))}">'
        f'<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">{ICONS[icon]}</svg>'
        f"<span>{words}</span></button>"
    )
