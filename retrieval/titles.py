"""Whether words that spell a film's title are meant as one: "heat" is a word, "Heat" may be a film."""

import re

from retrieval.lexicon import Lexicon
from retrieval.mentions import Mention
from retrieval.words import UNKNOWN_RANK

# Frequency ranks: below the first a word is like a pronoun, above the second it is rare enough
# to be a title in any company.
_PRONOUN_LIKE, _EVERYDAY, _RARE = 600, 1200, 12_000
# How well known (0..1) a film must be for words that nothing marks as a title to mean it.
_KNOWN, _WELL_KNOWN, _FAMOUS = 0.25, 0.4, 0.6

YEAR_IN_BRACKETS = re.compile(r"\s*[(\[]\s*(?:19|20)\d\d\s*[)\]]")
_BEFORE_A_TITLE = re.compile(
    r"\b(?:loved?|liked?|likes|enjoyed|adored?|hated?|watch(?:ed|ing)?|re-?watch(?:ed)?|saw|seen|"
    r"movies? (?:like|called|named|such as)|films? (?:like|called|named|such as)|similar to|such as|"
    r"called|titled|vein of|lines of|the (?:movie|film)|fan of|favou?rites? (?:is|are|was|movie is|film is)|"
    r"(?:another|more|anything|something|stuff|things|one|flicks?) like|kind of like|remind(?:s|ed)? me of|"
    r"(?:about|see|than|into|recommend|suggest(?:ed)?)|(?:and|or|,|&)|not)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_OBJECT_OF_WATCHING = re.compile(
    r"\b(?:loved?|enjoyed|adored?|hated|watched|rewatched|seen|saw|like|liked|similar to|such as|called|"
    r"titled|the (?:movie|film)|vein of|remind(?:s|ed)? me of|fan of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BEHIND_A_TITLE = re.compile(
    r"^\s*(?:$|[,.!?;:)&\d]|(?:and|or|but|was|is|because|so|too|with|last|again|already|yesterday|tonight|on|in|for|"
    r"like|a (?:few|couple|million|hundred|thousand|lot)|the other|were|are|made|had|twice|once|recently|lol|today|as)\b)",
    re.IGNORECASE,
)
_JUDGED_BEHIND = re.compile(
    r"^\s+(?:was|is|were|isn't|wasn't)\s+(?:so |too |really |just |a |an |the |pretty |very |kinda |kind of |absolutely )*\w+"
)
_ENDS_BEHIND = re.compile(r"^\s*(?:$|[,.!?]|and\b|was\b|is\b)")


def is_title(mention: Mention, weight: float, lexicon: Lexicon) -> bool:
    """Whether the words are meant as the title of a film of this weight (renown, 0..1).

    Marks such as quotation marks or a year in brackets settle it; otherwise capitals, the
    words around it, how common its words are and how well known the film is decide.
    """
    if YEAR_IN_BRACKETS.match(mention.after) or mention.is_quoted:
        return True
    if len(mention.content) > 1 or len(mention.words) > 2:
        return _is_long_title(mention, weight, lexicon)
    return _is_single_word_title(mention, weight, lexicon)


def _is_long_title(mention: Mention, weight: float, lexicon: Lexicon) -> bool:
    if lexicon.knows(mention.name) and not mention.is_capitalised:
        return False
    stands_out = mention.is_capitalised and not mention.opens_sentence
    if max(mention.ranks) == UNKNOWN_RANK or stands_out:
        return True
    if all(rank < _EVERYDAY for rank in mention.ranks):
        return _is_everyday_title(mention, weight)
    return weight > _KNOWN or mention.is_capitalised or bool(_BEFORE_A_TITLE.search(mention.before))


def _is_everyday_title(mention: Mention, weight: float) -> bool:
    """Titles made of everyday words: "Home Alone", "28 Days Later", "The Others"."""
    is_long = len(mention.words) > 2
    if is_long and (weight > 0.5 or mention.is_capitalised):
        return True
    cue = _BEFORE_A_TITLE if weight > _FAMOUS else _OBJECT_OF_WATCHING
    between_cues = cue.search(mention.before) and _BEHIND_A_TITLE.match(mention.after)
    return bool(between_cues) and weight > 0.5


def _is_single_word_title(mention: Mention, weight: float, lexicon: Lexicon) -> bool:
    rank, capital = max(mention.ranks), mention.is_capitalised
    if capital and mention.is_part_of_longer_name:
        return False
    stands_out = capital and not mention.opens_sentence
    is_object = bool(_OBJECT_OF_WATCHING.search(mention.before))
    if lexicon.knows(mention.name) and not (stands_out and is_object):
        return False
    if len(mention.words) > 1 and not capital and rank >= _RARE / 4:
        return weight > 0.3
    if lexicon.is_chatter(mention.words[-1].norm) and not capital:
        return is_object and bool(_BEHIND_A_TITLE.match(mention.after))
    if rank >= _RARE:
        return weight > 0.15 or capital or bool(_BEFORE_A_TITLE.search(mention.before))
    if stands_out:
        return (
            rank > _PRONOUN_LIKE
            or len(mention.words) > 1
            or bool(_BEFORE_A_TITLE.search(mention.before))
        )
    return weight > _WELL_KNOWN and _is_framed(mention, rank)


def _is_framed(mention: Mention, rank: int) -> bool:
    """Whether a common word stands where only a title could: "watched heat last night"."""
    if mention.opens_sentence:
        alone = not mention.before.strip() and not mention.after.strip(" .!?")
        if alone and (rank > _PRONOUN_LIKE or len(mention.words) > 1):
            return True
        judged = rank > 4 * _PRONOUN_LIKE and _JUDGED_BEHIND.match(mention.after)
        written = (
            mention.is_capitalised
            and rank > 2 * _PRONOUN_LIKE
            and _ENDS_BEHIND.match(mention.after)
        )
        return bool(judged or written)
    is_object = _OBJECT_OF_WATCHING.search(mention.before) and _BEHIND_A_TITLE.match(mention.after)
    return bool(is_object) and rank > 2 * _PRONOUN_LIKE
