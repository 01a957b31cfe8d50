"""What is known of a person as HTML, with buttons: read it, correct it, take it away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from core.item import Item
from core.profile import Preview, Profile, Source, Statement, Trail
from ui.quiz import traits_section

LONGEST_LIST = 5
NOTHING = (
    '<p class="quiet">Nothing yet. What you always like and never want, and the films that you'
    " like, dislike or have seen, will be listed here as you say so, each with where it came from,"
    " for you to correct or delete. What you ask “for a friend” or “for my kids” is never"
    " remembered.</p>"
)
_FADING = "strength {strength:.0f} of 100, fading since {day}"


def summary(profile: Profile) -> str:
    """What is known in a paragraph."""
    return f'<p class="summary">{escape(profile.summary)}</p>' if profile.summary else ""


def profile_panel(profile: Profile, items: Mapping[str, Item]) -> str:
    """Each statement with its sources, the quiz, and the films; `items` gives them titles."""
    statements = "".join(_statement(one, items) for one in profile.statements)
    known = f'<ul class="known">{statements}</ul>' if statements else ""
    films = "".join(
        _films(name, ids, items)
        for name, ids in (
            ("Going to watch", profile.accepted),
            ("Liked", profile.liked),
            ("Disliked", profile.disliked),
            ("Seen", profile.seen),
            ("Turned down", profile.rejected),
        )
    )
    shown = f"{known}{traits_section(profile.traits)}{films}"
    return f'<div class="profile">{shown or NOTHING}</div>'


def previewed(preview: Preview, items: Mapping[str, Item]) -> str:
    """What would be proposed before and after an edit, films that come or go marked."""
    lists = "".join(
        f"<div><h4>{name}</h4><ol>{_ranking(ids, other, items)}</ol></div>"
        for name, ids, other in (
            ("Now", preview.before, preview.after),
            ("Once saved", preview.after, preview.before),
        )
    )
    told = "Asked for nothing in particular, I would propose:"
    return f'<div class="notice preview"><p>{told}</p><div class="sides">{lists}</div></div>'


def _ranking(ids: Sequence[str], other: Sequence[str], items: Mapping[str, Item]) -> str:
    return "".join(
        f"<li>{name}</li>" if item in other else f"<li><strong>{name}</strong></li>"
        for item, name in ((one, escape(title(one, items))) for one in ids)
    )


def title(item_id: str, items: Mapping[str, Item]) -> str:
    """A film as a person would name it."""
    item = items.get(item_id)
    return item.label if item else item_id


def date(at: datetime) -> str:
    """A day in words: "24 November 2026"."""
    return f"{at.day} {at:%B %Y}"


def _statement(one: Statement, items: Mapping[str, Item]) -> str:
    text = escape(one.text)
    claim = f"<s>{text}</s>" if one.overruled else text
    badges = "".join(f'<span class="badge">{badge}</span>' for badge in _badges(one))
    pin = ("unpin", "Unpin") if one.pinned else ("pin", "Pin")
    deeds = "".join(
        _button(deed, words, f"{words}: {one.text}", statement=one.id)
        for deed, words in (pin, ("correct", "Correct"), ("remove", "Delete"))
    )
    return (
        f'<li class="statement{" overruled" if one.overruled else ""}"><p class="claim">{claim}'
        f' <span class="badges">{badges}</span></p><div class="acts">{deeds}</div>'
        f"{_sources(one, items)}</li>"
    )


def _badges(one: Statement) -> list[str]:
    is_fading = one.source is Source.INFERRED and not one.pinned
    fading = _FADING.format(strength=100 * one.strength, day=date(one.last_seen))
    told = (
        (True, one.source.value),
        (is_fading, fading),
        (bool(one.claim.when), one.claim.when.value if one.claim.when else ""),
        (one.claim.hard, "rules films out"),
        (one.pinned, "pinned"),
        (one.overruled, "contradicted by another"),
    )
    return [badge for is_so, badge in told if is_so]


def _sources(one: Statement, items: Mapping[str, Item]) -> str:
    trails = "".join(f"<li>{escape(_trail(trail, one, items))}</li>" for trail in one.evidence)
    return (
        f'<details data-fold="{escape(one.id)}"><summary>Where it came from</summary>'
        f"<ul>{trails}</ul></details>"
    )


def _trail(trail: Trail, one: Statement, items: Mapping[str, Item]) -> str:
    """The person's own words in quotes; a deed is told as it is."""
    asked = one.source is Source.INFERRED and trail.turn and not trail.item_id
    words = f"“{trail.words}”" if one.source is Source.SAID or asked else trail.words
    words = words if trail.words else "words that you had forgotten"
    film = title(trail.item_id, items) if trail.item_id else ""
    about = f" about {film}" if film and film not in trail.words else ""
    return f"{words}{about}, on {date(trail.at)}"


def _films(name: str, ids: Sequence[str], items: Mapping[str, Item]) -> str:
    """The films of one kind, the latest first; those behind the first few are folded away."""
    if not ids:
        return ""
    rows = [_film(item_id, items) for item_id in reversed(ids)]
    first, rest = rows[:LONGEST_LIST], rows[LONGEST_LIST:]
    more = (
        f'<details data-fold="{name}"><summary>{len(rest)} more</summary>'
        f'<ul class="judged">{"".join(rest)}</ul></details>'
        if rest
        else ""
    )
    return f'<section><h4>{name}</h4><ul class="judged">{"".join(first)}</ul>{more}</section>'


def _film(item_id: str, items: Mapping[str, Item]) -> str:
    name = title(item_id, items)
    button = _button("forget_film", "Forget", f"Forget {name}", item=item_id)
    return f"<li><span>{escape(name)}</span>{button}</li>"


def _button(deed: str, words: str, spoken: str, **data: str) -> str:
    told = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    return (
        f'<button type="button" class="act" data-deed="{deed}"{told}'
        f' aria-label="{escape(spoken)}">{words}</button>'
    )
