"""Ranges that a message takes back: "any length is fine", "I don't care how old it is"."""

import re

from agents.rules.masking import Masked

_LENGTH = r"(?:length|running time|run ?time|duration)"
_AGE = r"(?:year|decade|era|period(?! (?:dramas?|pieces?|films?|movies?|costumes?))|century|release (?:date|year))"
_INDIFFERENT = r"(?:i |we )?(?:really |just )?(?:don't|do not|doesn't|does not) (?:really )?(?:care|mind|matter)(?: (?:about|for))?|(?:no|doesn't|does not) matter|never ?mind|regardless of|forget(?: about)?|ignore|drop"
_UNIMPORTANT = r"(?:doesn't|does not|don't|do not|won't) (?:really )?(?:matter|count)|(?:is|are)(?: not|n't) (?:that |so )?(?:important|an? (?:issue|problem|concern))|(?:is|are) (?:no (?:issue|problem|object|concern)|irrelevant|unimportant|up to you)"
_FINE = r"(?:(?:'s| is| are| was|'d be| would be| will be)? (?:just |perfectly |totally )?(?:fine|ok|okay|good|great|alright|all right|cool)(?: (?:by|with|for) me)?| will do| works| goes)"


def _pattern(noun: str, clause: str, more: str) -> re.Pattern[str]:
    any_of = rf"(?:it can be |can be |from |of |in )?(?:any|whatever|every) (?:{noun})s?(?: (?:at all|you like|whatsoever))?"
    told = rf"(?:{_INDIFFERENT}) (?:the |its |their )?(?:{noun}s?(?: limit)?|{clause})"
    unimportant = rf"(?:the |its )?(?:{noun}s?|{clause}) (?:{_UNIMPORTANT})"
    return re.compile(rf"\b(?:{told}|{unimportant}|{any_of}|{more})\b{_FINE}?")


_IT = r"(?:it|they|that|this|the (?:film|movie)s?)(?:'s| is| are| was| were)"
_RANGES = {
    "runtime": _pattern(
        _LENGTH,
        rf"how (?:long|short)(?: {_IT}| it runs| they run)?",
        rf"however long(?: {_IT})?|no (?:time|length) limit|forget (?:about )?the time limit|(?:the )?time (?:{_UNIMPORTANT})",
    ),
    "years": _pattern(
        _AGE,
        rf"(?:how (?:old|new|recent)(?: {_IT})?|when (?:it|they) (?:was|were|is|came)(?: (?:made|released|out|from))?)",
        rf"however old(?: {_IT})?|(?:old or new|new or old)(?:,? both)?",
    ),
}  # fmt: skip


def withdrawn_in(masked: Masked) -> tuple[tuple[str, ...], Masked]:
    """The ranges of which the message says that any will do, and the message without those words."""
    named = tuple(name for name, pattern in _RANGES.items() if pattern.search(masked.plain))
    for name in named:
        masked = masked._replace(
            text=_without(masked.text, name), plain=_without(masked.plain, name)
        )
    return named, masked


def _without(text: str, name: str) -> str:
    return " ".join(_RANGES[name].sub(" ", text).split())
