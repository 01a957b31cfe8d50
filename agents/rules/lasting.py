"""What a message says of the person beyond this conversation: tastes and rules, not tonight's wish."""

import re
from collections.abc import Iterator

from agents.rules.times import ANOTHER_TIME, is_only_times, times_in
from core.heard import Attribute, Claim, Heard, Lasting, Polarity

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
    r"|,\s(?=(?:and )?(?:i|i'm|i'd|we|so|no|please|give|show|find|something|anything|what|then|maybe|tonight|today|can|could|recommend|suggest|let)\b)"
    rf"|,?\s(?=and {ANOTHER_TIME})",
    re.IGNORECASE,
)
# What somebody does on nights, not on a night, is a habit whatever the verb.
_HABIT = re.compile(
    r"(?=.*\b(?:nights|evenings|weeknights|weekends|weekdays|\w+days)\b)"
    r".*\b(?:i|we) (?:only |just |mostly )?(?:watch|want|need|go for|pick|put on)\b",
    re.IGNORECASE,
)
_LONGEST_WORDS = 200


def lasting_in(heard: Heard) -> Iterator[Lasting]:
    """The claims of a message that are meant to last, each with the clause that makes it.

    Where the clause speaks of times of the week, there is one of each of them.
    """
    clauses = _clauses(heard.text)
    for attribute in heard.attributes:
        clause = _clause_with(attribute.text, clauses)
        if _is_lasting(clause) and not _is_garbled(attribute, clause):
            yield from _at_times(claim_of(attribute), clause)
    for name in ("years", "runtime"):
        span = getattr(heard, name)
        clause = _clause_with(span.text, clauses) if span else ""
        # "I prefer older films" rules nothing out; "I only watch short films" does.
        if _is_lasting(clause) and _RULED.search(clause):
            claim = Claim.model_validate({name: span, "hard": True})
            yield from _at_times(claim, clause)


def timed(claim: Claim, words: str, text: str) -> tuple[Claim, ...]:
    """The claim that `words` of the text make, once for each time of the week that it speaks of there."""
    clause = _clause_with(words, _clauses(text))
    return tuple(claim.model_copy(update={"when": slot}) for slot in times_in(clause) or (None,))


def claim_of(attribute: Attribute) -> Claim:
    """What is ruled out for good stays out; what is liked only leans."""
    plain = attribute.model_copy(update={"text": "", "group": ""})
    return Claim(attribute=plain, hard=attribute.polarity is Polarity.AVOID)


def shortened(words: str) -> str:
    """Words as they are kept: long ones are cut."""
    return words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1] + "…"


def _is_lasting(clause: str) -> bool:
    """Whether a clause speaks of a habit or a liking of the person, not of "my wife" or "never seen"."""
    is_of_others = _OTHERS.search(clause) and not _SELF.search(clause)
    is_habit = _LASTING.search(clause) or (_HABIT.search(clause) and times_in(clause))
    return bool(is_habit) and not is_of_others and not _UNSEEN.search(clause)


def _is_garbled(attribute: Attribute, clause: str) -> bool:
    """Whether something is heard as wanted where the clause speaks of never."""
    return attribute.polarity is Polarity.WANT and bool(_NEVER.search(clause))


def _at_times(claim: Claim, clause: str) -> Iterator[Lasting]:
    for slot in times_in(clause) or (None,):
        timely = claim.model_copy(update={"when": slot})
        yield Lasting(claim=timely, words=shortened(clause))


def _clauses(text: str) -> list[str]:
    """The clauses of a message; "on weeknights," belongs to the one that follows."""
    clauses: list[str] = []
    for clause in (part.strip() for part in _CLAUSE.split(text)):
        if clauses and clause and is_only_times(clauses[-1]):
            clauses[-1] = f"{clauses[-1]}, {clause}"
        elif clause:
            clauses.append(clause)
    return clauses


def _clause_with(words: str, clauses: list[str]) -> str:
    wanted = words.casefold().strip()
    return next((one for one in clauses if wanted and wanted in one.casefold()), "")
