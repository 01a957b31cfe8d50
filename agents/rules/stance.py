"""How the person stands to each film and attribute of a masked message: liked, ruled out, a model."""

import re
from typing import NamedTuple

from agents.rules.times import ANOTHER_TIME
from core.heard import Polarity, Stance

_PLACEHOLDER = re.compile(r"<[FAR]\d+>")
_CLAUSE_END = re.compile(
    r"[.!?;:\n]+(?:\s|$)|\s+[-–—]+\s+|\.\.+|(?<!anything )(?<!everything )(?<!nothing )(?<!anyone )\b(?:but|however|although|though|whereas|while|yet|instead(?! of)|rather than that)\b"
    r"|,\s*(?=(?:i|we|he|she|they|my|it|that|this|and i|not|no|just|preferably|ideally|maybe|so|also|please|more|now|then|something|anything|nothing|really|absolutely|definitely|seen|loved|liked|hated|watched|with|without|in|from|under|less than|by|starring|set|made|about|around|over|up to|between|before|after|a|an|some)\b)"
    r"|\band (?=(?:i|we|my|not|no|don't|hated?|loved?|nothing|something|absolutely|please|definitely)\b)"
    rf"|\band (?={ANOTHER_TIME})"
)


class Cue(NamedTuple):
    """What a word pattern says about the names that follow it in its clause."""

    pattern: re.Pattern[str]
    stance: Stance | None
    polarity: Polarity | None
    seen: bool = False


def _cue(
    pattern: str, stance: Stance | None, polarity: Polarity | None = None, *, seen: bool = False
) -> Cue:
    return Cue(re.compile(pattern), stance, polarity, seen)


_WANT, _AVOID = Polarity.WANT, Polarity.AVOID
_NOT = r"(?:not|n't|never|dont|didnt|doesnt|isnt|wasnt|cant|cannot|wont|hardly|neither)"
_REALLY = r"(?: (?:really|actually|particularly|even|ever|usually|generally|personally|all that|that|quite|very|so|much|too|necessarily|exactly|a|an|the|huge|big|massive|real|much of|a huge|a big|such a|especially|the biggest|absolutely|totally|just))*"

# Read in order: of two cues that begin at one place the earlier in this list counts.
_CUES = (
    _cue(r"\bnot that (?:i|we) (?:don't|do not|dislike|hate)(?: (?:like|love|enjoy|want))?", Stance.LIKE, _WANT),
    _cue(r"\b(?:forget(?: about)?|drop|lose|neither|nor|none (?:that|with|by|of|from)|(?:an)?other (?:\w+ )?(?:than|from)|anyone (?:but|except)|someone other than|different (?:\w+ )?(?:than|from)|ban|banish|veto)\b", Stance.REJECT, _AVOID),
    # Double negatives and idioms that look negative and are not.
    _cue(r"\b(?:can't|cannot|cant|can never|couldn't) (?:get enough(?: of)?|go wrong with|stop (?:watching|rewatching)|recommend|praise)", Stance.LIKE, _WANT),
    _cue(r"\b(?:nothing (?:beats|better than)|who doesn't (?:love|like)|never (?:get|got|gets) (?:tired|bored|old)(?: of)?|don't mind|wouldn't mind|no problem with|nothing against|not opposed to|not against)", None, _WANT),
    _cue(r"\bnot (?:just|only|necessarily)\b", None, _WANT),
    _cue(r"\bnot (?:a )?bad\b", Stance.LIKE),
    _cue(rf"(?:\b(?:have|had|has|am|was|do|did) |'ve |\b(?:have|had|has|did|do|was))?{_NOT} (?:\w+ )?(?:seen|see|saw|watched|heard of|saw|gotten around to|got round to)|\bhaven't\b|\bnever (?:saw|seen|watched|heard)|\bdidn't (?:see|watch|catch)|\byet to (?:see|watch)", Stance.ABOUT),
    # Negated liking and wanting.
    _cue(rf"\b(?:do|did|does|could|would|can|is|am|are|was|were|'m|'re|'s|have|will|ca|wo)?\s?{_NOT}{_REALLY} (?:like|love|enjoy|care (?:much )?for|into|keen on|fond of|fan of|fans of|fan|stand|get into|dig|rate|for me|my thing|my cup|my favou?rite|impressed(?: by| with)?|appeal|finish|bear|stomach|handle|do it for me|interested in)\b", Stance.DISLIKE, _AVOID),
    _cue(rf"\b(?:do|did|does|could|would|can|is|am|are|'m|'re|was|were|have|will|ca|wo)?\s?{_NOT}{_REALLY} (?:want|need|feel like|looking for|looking to|in the mood(?: for| to)?|up for|after|watch|see|do|have|give me|recommend|suggest|include|mention|wanna|involve|contain|fancy|asking for|going to watch|gonna watch)\b", Stance.REJECT, _AVOID),
    _cue(r"\b(?:hate|hated|hates|hating|dislike|disliked|despise[ds]?|loathe[ds]?|detest(?:ed)?|can't take|couldn't take|bored (?:by|with|of|to (?:tears|death) (?:by|with))|disappointed (?:by|with|in)|let down by|tired of|sick of|sick to death of|fed up (?:with|of)|enough of|had enough|over(?:dosed on)?(?= all)|allergic to|put off by|burned out on|burnt out on|squeamish about|weak stomach for|fell asleep (?:during|in|watching)|walked out of|turned off|regret(?:ted)? watching|not crazy about|not wild about|not big on|no patience for|no time for|scared of|afraid of|terrified of|frightened of|scared by|stay away from|steer clear of)\b", Stance.DISLIKE, _AVOID),
    _cue(r"\b(?:don't you dare|no more|not another|no other|enough|bar(?=(?: the)? <)|save for|nothing(?: (?:too|very|super|remotely|with|like|by|from|in|that's|that is|about|involving|featuring|starring|to do with|overly|at all))*|none of|no|without(?: any)?|w/o|avoid(?:ing)?|skip|skipping|minus|except(?: for)?|excluding|other than|anything but|everything but|apart from|aside from|besides|as long as (?:it's|it is|there's|there is|it has|it isn't|there are) (?:not|no|n't)|leave out|hold the|pass on|rather not|instead of|rather than|less(?: of)?(?= <)|fewer|free of|keep (?:it|away) from|unlike|isn't|aren't|ain't|isnt|not)\b(?! (?:sure|certain|so sure|really sure|preference|idea|problem|worries|clue|doubt|kidding|joke|thanks|thank you|matter)\b)", Stance.REJECT, _AVOID),
    # Acceptance.
    _cue(r"\b(?:i'll|i will|we'll|we will|i'm gonna|i am going to|i'm going to|let me|let's|lets|gonna|i think i'll|i guess i'll|might|i might|i'd) (?:definitely |probably |just |have to |try and |totally )*(?:watch|go with|take|try|check out|check|give|pick|choose|start with|see|rent|stream|put on|add|go for|do)\b", Stance.ACCEPT, _WANT),
    _cue(r"\b(?:sold on|settled on|going with|decided on|perfect,|sign me up for|add(?:ing|ed)?)\b", Stance.ACCEPT, _WANT),
    # Models: "something like".
    _cue(r"\b(?:(?:somewhere |halfway |a cross |a mix )?between|(?:a )?(?:mix|cross|blend|combination|mash-?up) of|like|similar to|such as|in the (?:vein|style|spirit|mould|mold|same vein) (?:of|as)|along the lines of|on the lines of|reminiscent of|remind(?:s|ed)? me of|akin to|close to|comparable to|as (?:\w+ )*as|if i (?:liked?|loved?|enjoyed?)|because i (?:liked?|loved?|enjoyed?)|fans? of|crossed? with|meets|than|the (?:same )?(?:vibe|feel|feeling|mood|tone|energy|spirit|style)s? (?:of|as)|(?:vibe|feel|feeling|mood|tone|energy|spirit|style)s? of|à la|a la|resembl\w+|comparable with|equivalent of|more)\b", Stance.ANCHOR, _WANT),
    # Liking.
    _cue(r"\b(?:i'd|would|i would|we'd|'d|might|may|will) (?:really |also |probably )?(?:like|love|enjoy|prefer)(?: to (?:see|watch))?\b", None, _WANT),
    _cue(r"\b(?:i|we|he|she|they|and|also|really|always|absolutely|both|did|do|us|kids?|who|daughter|son|wife|husband|girlfriend|boyfriend|mom|dad|mum|family|friends?|actually|definitely|totally|just|quite|sort of|kinda|kind of|still|all|too|generally|mostly|usually|typically|normally|mainly) (?:really |also |always |still |kinda |sorta |do |did |absolutely |truly |generally |usually |mostly |tend to |quite |sort of |kind of )*(?:likes?|liked)\b(?! (?:to|something|anything))|^\s*(?:likes?|liked)\b", Stance.LIKE, _WANT),
    _cue(r"\b(?:lov(?:e|ed|es|ing)|lov+e+|luv|adore[ds]?|enjoy(?:ed|s|ing)?|big on|fond of|a sucker for|obsessed with|crazy about|into|dig|dug|favou?rites?(?: (?:films?|movies?|ones?|directors?|actors?|actress(?:es)?|genres?|of all time|ever))*(?: (?:is|are|was|were|include|has to be|would be|gotta be|:))?|(?:huge|big|massive|real|great|such a) (?:fan|fans) of|fan of|impressed (?:by|with)|blown away by|can watch|could watch|rewatch|soft spot for|partial to|grew up on|raised on|hooked on|appreciated?|thumbs up (?:to|for)|best (?:film|movie|thing)s? (?:ever |i've seen |of all time )?(?:is|are|was)|nuts about|mad about|enamou?red (?:with|by|of)|prefer(?:red)?|swear by|been on an?|have been bingeing|bingeing|binging|all about|interested in)\b", Stance.LIKE, _WANT),
    # Seen.
    _cue(r"\b(?:(?:have|has|had|'ve|already|just|i|we|recently|finally|last) (?:(?!not\b|never\b)\w+ ){0,2}?(?:seen|watched|saw|rewatched|finished|caught)|seen|watched|saw|rewatched|finished)\b", Stance.SEEN, seen=True),
    # Asking.
    _cue(r"\b(?:what about|how about|what's|what is|who (?:directed|made|stars?|is in|plays?|wrote|was)|who's in|tell me (?:more )?about|when (?:was|did|is)|where|is|was|does|did|are|how long|how old|why|have you seen|do you know|heard of|heard|know anything about|thoughts on|opinion on|what year|which|more about|curious about|info on|compare|difference between|about)\b", Stance.ABOUT, _WANT),
    # Wanting.
    _cue(r"\b(?:want|wanna|need|looking for|after|in the mood for|mood for|feel like|fancy|give me|show me|recommend|suggest|find me|any|some|something|anything|got any|craving|up for|watch|see|try|more)\b", None, _WANT),
)  # fmt: skip

_GOOD = (
    r"(?:great|awesome|amazing|fantastic|excellent|wonderful|good|brilliant|perfect|superb|incredible|fun|funny|hilarious|"
    r"beautiful|masterpiece|the best|best|favou?rites?|fave|classic|solid|lovely|enjoyable|entertaining|stunning|gorgeous|"
    r"outstanding|phenomenal|decent|alright|sick|a banger|banger|terrific|cool|dope|fire|lit|epic|moving|touching|charming|delightful|fab|fabulous|love|loved|"
    r"like|liked|enjoyed|adore|adored|rocks|rocked|slaps|slapped|rules|ruled|blew me away|blew my mind|made me (?:cry|laugh)|"
    r"gem|10/10|underrated|magic|magical|spectacular|top notch|my jam|right up my alley|my thing|really something|worth)"
)
_BAD = (
    r"(?:boring|bored|bores?|dull|worse|mid|lousy|dreadful|atrocious|dire|tripe|tosh|terrible|awful|horrible|bad|worst|sucks|sucked|stupid|dumb|trash|garbage|rubbish|crap|crappy|lame|"
    r"overrated|over-rated|disappointing|disappointment|disappointed|let ?down|mediocre|meh|waste|slow|predictable|cheesy|cringe|cringey|"
    r"hate|hated|disliked|unwatchable|pretentious|confusing|weak|fell asleep|put me to sleep|dragged|drags|not for me|snoozefest|"
    r"ridiculous|annoying|silly|ruined|depressing|overhyped|bores?|too (?:long|slow|much|scary|dark|violent|gory|silly|sad|weird|dumb|cheesy|old)|"
    r"did nothing for me|left me cold|painful|a mess|nonsense|drivel|tedious|forgettable|flat|poor|did not work|didn't work|couldn't finish)"
)
_AFTER_GOOD = re.compile(rf"\b{_GOOD}\b")
_AFTER_BAD = re.compile(rf"\b{_BAD}\b")
_AFTER_NEGATED = re.compile(
    rf"(?:{_NOT}|no)\b(?: \w+){{0,3}} {_GOOD}\b|\b{_NOT} {_GOOD}\b|\b(?:not|n't|wasn't|isn't)(?: \w+)? (?:for me|my (?:thing|cup|kind|type|style|taste))|\bcould(?:n't| not) (?:get into|finish|stand)"
)
_AFTER_NEGATED_BAD = re.compile(rf"\b(?:not|n't|never)(?: (?:so|too|that|half|at all))? {_BAD}\b")
_AFTER_ACCEPT = re.compile(
    r"^\s*,?\s*(?:it is|then(?!:)|sounds? (?:\w+ )?(?:good|great|perfect|interesting|nice|fun|amazing|awesome|promising|lovely|cool|right)|looks? (?:\w+ )?(?:good|great|interesting|fun|nice)|works(?: for me)?|will do|it shall be|for tonight|tonight|is perfect|seems (?:good|nice|great|perfect|interesting)|would be (?:good|great|perfect|nice))\b"
)
_AFTER_SEEN = re.compile(
    r"^\s*,?\s*(?:\(?(?:i|i've|we|we've|already|seen)\b ?(?:have )?(?:already )?(?:seen|watched|saw)\b|(?:seen|watched) (?:it|that|already))"
)
_AFTER_REJECT = re.compile(
    r"^\s*,?\s*(?:isn't(?! bad)|is not(?! (?:so |too |that |half )?bad)|doesn't|does not|won't|is too|looks? (?:too|boring|bad|dull|stupid)|sounds? (?:too|boring|bad|dull|stupid|depressing)|no thanks|nah|not really|not tonight|not interested|hard pass|pass)\b"
)


# "No, a comedy": the first word answers, it does not negate what follows.
_ANSWER_PARTICLE = re.compile(
    r"^\s*(?:(?:actually|hmm+|um+|well|oh|ok(?:ay)?)[\s,]+)*(?:no|nah|nope)\s*,+\s*(?!no\b)"
)
# "I like her films but not that one": an exception to a liking is a dislike.
_EXCEPTION = re.compile(r"\s*(?:just )?(?:not|except|apart from)\b")


# "Blade Runner type movies", "that Amélie vibe".
_KIND_AFTER = re.compile(
    r"\s*-?(?:types?|styles?|style|like|esque|kind|sort|vibes?)\b(?! of (?:people|person))"
)
# "I used to love horror but not anymore".
_NO_LONGER = re.compile(r"\s*not (?:any ?more|now|these days|any longer)\b")


_FEELING = {Stance.LIKE: 1, Stance.ACCEPT: 1, Stance.DISLIKE: -1, Stance.REJECT: -1}


class Judged(NamedTuple):
    """What a message says of one placeholder."""

    stance: Stance | None
    polarity: Polarity
    seen: bool


def judge(masked: str) -> dict[str, Judged]:
    """The stance to every placeholder of a masked message; None where nothing is said of it."""
    judged: dict[str, Judged] = {}
    liking = False
    masked = _ANSWER_PARTICLE.sub("", masked)
    for clause in clauses(masked):
        found = _judge_clause(clause)
        if liking and _EXCEPTION.match(clause):
            found = {
                name: one._replace(stance=Stance.DISLIKE) if one.stance is Stance.REJECT else one
                for name, one in found.items()
            }
        if _NO_LONGER.match(clause):
            judged |= {name: one._replace(polarity=Polarity.AVOID) for name, one in judged.items()}
        liking = any(one.stance is Stance.LIKE for one in found.values())
        judged.update(found)
    return judged


def clauses(masked: str) -> list[str]:
    """The message cut where a new statement begins, so that no negation reaches too far."""
    parts, start = [], 0
    for match in _CLAUSE_END.finditer(masked):
        parts.append(masked[start : match.end()])
        start = match.end()
    parts.append(masked[start:])
    return [part for part in parts if part.strip()]


def tone(text: str) -> int:
    """What a message feels, all in all: 1 pleased, -1 displeased, 0 neither.

    Clauses are counted against each other. Asking for something, or for something like it, is
    no feeling, whatever words it takes.
    """
    total = sum(_tone_of(clause) for clause in clauses(text.lower().replace("’", "'")))
    return (total > 0) - (total < 0)


def _tone_of(clause: str) -> int:
    cue = _governing([cue for _, cue in _cues_in(clause)])
    if cue and cue.stance in _FEELING:
        return _FEELING[cue.stance]
    if cue and (cue.stance is Stance.ANCHOR or (cue.stance is None and cue.polarity)):
        return 0
    if _AFTER_NEGATED_BAD.search(clause):
        return 1
    if _AFTER_NEGATED.search(clause) or _AFTER_BAD.search(clause):
        return -1
    return 1 if _AFTER_GOOD.search(clause) else 0


def _judge_clause(clause: str) -> dict[str, Judged]:
    cues = _cues_in(clause)
    places = list(_PLACEHOLDER.finditer(clause))
    judged = {}
    for place in places:
        before = [(start, cue) for start, cue in cues if start < place.start()]
        cue = _governing([cue for _, cue in before])
        seen = any(cue.seen for _, cue in before)
        stance = cue.stance if cue else None
        polarity = (cue.polarity if cue else None) or Polarity.WANT
        after = clause[place.end() :]
        verdict = _verdict_after(after, alone=len(places) == 1 or place is places[-1])
        if place.group().startswith("<A"):
            if (
                verdict in (Stance.DISLIKE, Stance.REJECT)
                and stance in (None, Stance.ABOUT)
                and re.match(
                    r"\s*(?:movies?|films?|stuff|ones)?\s*(?:are|is|bores?|suck|scare|not|aren't|isn't|just)\b",
                    after,
                )
            ):
                polarity = Polarity.AVOID
            judged[place.group()] = Judged(stance, polarity, seen)
            continue
        if stance in (None, Stance.ABOUT) and _KIND_AFTER.match(after):
            stance = Stance.ANCHOR
        if verdict is Stance.ACCEPT and stance is Stance.ANCHOR:
            verdict = None
        if (
            verdict is not None
            and stance in (None, Stance.SEEN, Stance.ABOUT, Stance.ANCHOR)
            and not (stance is Stance.ANCHOR and verdict is Stance.LIKE)
            and not (stance is Stance.ABOUT and "?" in clause)
        ):
            stance = verdict
        if stance is Stance.ABOUT and verdict is Stance.SEEN:
            stance = verdict
        judged[place.group()] = Judged(stance, polarity, seen or verdict is Stance.SEEN)
    return judged


def _governing(cues: list[Cue]) -> Cue | None:
    """The cue that rules a name: the last one, unless a negation before it still holds.

    "Don't give me anything like that" stays negative to its end; only liking or taking
    something ends a negation inside a clause.
    """
    governing: Cue | None = None
    for cue in cues:
        negative = governing is not None and governing.polarity is Polarity.AVOID
        if negative and cue.stance not in (
            Stance.LIKE,
            Stance.ACCEPT,
            Stance.DISLIKE,
            Stance.REJECT,
        ):
            continue
        if (
            cue.stance is Stance.SEEN
            and governing is not None
            and governing.stance in (Stance.LIKE, Stance.DISLIKE)
        ):
            continue
        governing = cue
    return governing


def _cues_in(clause: str) -> list[tuple[int, Cue]]:
    """The cues of a clause by the place where they end, without overlaps, in order."""
    hits: list[tuple[int, int, int, Cue]] = []
    for order, cue in enumerate(_CUES):
        hits += [(match.start(), order, match.end(), cue) for match in cue.pattern.finditer(clause)]
    hits.sort(key=lambda hit: (hit[0], hit[1]))
    chosen: list[tuple[int, Cue]] = []
    reach = -1
    for start, _, end, cue in hits:
        if start >= reach:
            chosen.append((end - 1, cue))
            reach = end
    return chosen


def _verdict_after(after: str, *, alone: bool) -> Stance | None:
    """What is said of a film behind its name, up to the next one."""
    following = _PLACEHOLDER.search(after)
    shared = re.match(r"\s*(?:,|and|or|&|,\s*and)\s*<[FR]\d+>", after)
    said = after if shared else after[: following.start() if following else None]
    if _AFTER_REJECT.match(said):
        return Stance.REJECT
    if _AFTER_ACCEPT.match(said):
        return Stance.ACCEPT
    if _AFTER_NEGATED_BAD.search(said):
        return Stance.LIKE
    if _AFTER_NEGATED.search(said) or _AFTER_BAD.search(said):
        return Stance.DISLIKE
    if _AFTER_SEEN.match(said):
        return Stance.SEEN
    if re.match(
        r"\s*(?:,|was|is|were|are|had|'s|has|really|a|an|my|one|i|the|made|rocks|rules|\(|-|absolutely|just|being|still|remains|blew|,)",
        said,
    ) and _AFTER_GOOD.search(said):
        return Stance.LIKE
    return None
