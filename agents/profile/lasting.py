"""What a turn says of the person beyond this conversation, as events for the ledger."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from core.conversation import Session
from core.heard import Attribute, Film, Heard, Polarity, Stance
from core.ledger import Event, Kind
from core.profile import Claim

# "I love heist films" is about the person, "I'd love a heist film" about tonight.
_TASTE = (
    r"(?:i|we) (?:really |absolutely |just |do |also |still )*(?:love|adore|like|enjoy|prefer|hate|detest|despise|loathe|dislike)"
    r"|^(?:and |really )*(?:love|adore|enjoy|hate|detest|loathe)"
    r"|(?:i|we) (?:can't|cannot|can not|could never|don't|do not) (?:really |ever |even )?(?:stand|like|enjoy|watch|bear|stomach|do|handle|care for)"
    r"|(?:i'm|i am|we're|we are) (?:really |not |so |never )*(?:a |an |into |allergic |scared |afraid |big on |fond |squeamish )"
    r"|(?:huge|big|not a|no) fans? of|fans? of|allergic to|favou?rites?|my thing|no patience for|soft spot for"
    r"|usually|generally|in general|ever since"
)
_RULE = r"never|always|as a rule|(?:i|we) (?:only|refuse|don't|do not|can't|cannot) (?:ever |really |to )?(?:watch|see|sit|do)"
_LASTING = re.compile(rf"\b(?:{_TASTE}|{_RULE})\b", re.IGNORECASE)
_RULED = re.compile(rf"\b(?:{_RULE})\b", re.IGNORECASE)
_SELF = re.compile(r"\b(?:i|we|i'm|we're|i've|we've|me and my|us)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:my (?!favou?rites?\b|thing\b|tastes?\b)\w+|he|she|they|his|her|their|everybody|people)\b",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"\bnever (?:\w+ )?(?:seen|saw|watched|heard|tried)\b", re.IGNORECASE)
_NEVER = re.compile(r"\b(?:never|don't|do not|can't|cannot|won't|hate)\b", re.IGNORECASE)
# A comma ends a clause only before another statement: "slow, sad films" is one.
_CLAUSE = re.compile(
    r"[.;:!?\n]+\s|\s(?:but|though|although|however)\s"
    r"|,\s(?=(?:and )?(?:i|i'm|i'd|we|so|no|please|give|show|find|something|anything|what|then|maybe|tonight|today|can|could|recommend|suggest|let)\b)",
    re.IGNORECASE,
)
_RECORDED = frozenset(
    {Stance.LIKE, Stance.DISLIKE, Stance.SEEN, Stance.REJECT},
)
_LONGEST_WORDS = 200


def events_of(session: Session, turned_down: Collection[str], at: datetime) -> tuple[Event, ...]:
    """The events of the newest turn: lasting claims, and films judged, seen, taken or turned down."""
    turn, number = session.turns[-1], len(session.turns)

    def event(kind: Kind, words: str, **fields: object) -> Event:
        told = {"kind": kind, "at": at, "session": session.id, "turn": number, "words": words}
        return Event.model_validate(told | fields)

    said = [event(Kind.SAID, words, claim=claim) for claim, words in claims_of(turn.heard)]
    judged = {(film.item_id, one) for film in turn.heard.films for one in _stances(film)}
    judged |= {(item_id, Stance.REJECT) for item_id in turned_down}
    films = [
        event(Kind.FILM, _cut(turn.heard.text), item_id=item_id, stance=stance)
        for item_id, stance in sorted(judged)
    ]
    return (*said, *films)


def claims_of(heard: Heard) -> Iterator[tuple[Claim, str]]:
    """The claims of a message that are meant to last, each with the clause that makes it."""
    clauses = [clause.strip() for clause in _CLAUSE.split(heard.text) if clause.strip()]
    for attribute in heard.attributes:
        clause = _clause_with(attribute.text, clauses)
        if _is_lasting(clause) and not _is_garbled(attribute, clause):
            yield _claim(attribute), _cut(clause)
    for name in ("years", "runtime"):
        span = getattr(heard, name)
        clause = _clause_with(span.text, clauses) if span else ""
        # "I prefer older films" rules nothing out; "I only watch short films" does.
        if _is_lasting(clause) and _RULED.search(clause):
            yield Claim.model_validate({name: span, "hard": True}), _cut(clause)


def _is_lasting(clause: str) -> bool:
    """Whether a clause speaks of a habit or a liking of the person, not of "my wife" or "never seen"."""
    is_of_others = _OTHERS.search(clause) and not _SELF.search(clause)
    return bool(_LASTING.search(clause)) and not is_of_others and not _UNSEEN.search(clause)


def _is_garbled(attribute: Attribute, clause: str) -> bool:
    """Whether something is heard as wanted where the clause speaks of never."""
    return attribute.polarity is Polarity.WANT and bool(_NEVER.search(clause))


def _claim(attribute: Attribute) -> Claim:
    """What is ruled out for good stays out; what is liked only leans."""
    plain = attribute.model_copy(update={"text": "", "group": ""})
    return Claim(attribute=plain, hard=attribute.polarity is Polarity.AVOID)


def _clause_with(words: str, clauses: list[str]) -> str:
    wanted = words.casefold().strip()
    return next((one for one in clauses if wanted and wanted in one.casefold()), "")


def _stances(film: Film) -> Iterator[Stance]:
    if film.stance in _RECORDED:
        yield film.stance
    if film.seen and film.stance is not Stance.SEEN:
        yield Stance.SEEN


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1] + "…"


def declared(heard: Heard) -> tuple[Claim, ...]:
    """The claims of a sentence that is meant to last whatever its words, as in the profile panel."""
    ranges = [
        Claim.model_validate({name: getattr(heard, name), "hard": True})
        for name in ("years", "runtime")
        if getattr(heard, name)
    ]
    return (*(_claim(attribute) for attribute in heard.attributes), *ranges)
