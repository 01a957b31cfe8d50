"""Directions, audience and number in a message: "but funnier", "for my kids", "three films"."""

import re

from core.heard import Audience, Axis

_MORE = r"(?:more|a bit more|way more|much more|bit more|slightly more|even more|extra)"
_LESS = r"(?:less|not (?:as|so|quite (?:as|so)|that)|(?<!not )(?<!nothing )(?<!n't )(?:a (?:bit|little) )?too|way too|much too|far too|a tad too|not nearly as|slightly less|a bit less|kinda too)"
_AXES: tuple[tuple[Axis, str], ...] = (
    (Axis.FUNNIER, rf"\bfunnier\b|\b{_MORE} (?:funny|comedic|comedy|humou?r|humorous|hilarious|jokes|laughs)\b|\bwith (?:more )?(?:jokes|laughs)\b|\bmake it funny\b|\b{_LESS} (?:serious)\b"),
    (Axis.LIGHTER, rf"\b(?:lighter|happier|cheerier|cheerful|brighter|gentler|sweeter|sunnier|fluffier|softer)\b|\b{_MORE} (?:light(?:-| )?hearted|light|upbeat|cheerful|feel(?:-| )good|uplifting|fun|wholesome|relaxed|easygoing|hopeful|positive|kid[- ]friendly|family[- ]friendly)\b|\b{_LESS} (?:dark|heavy|depressing|grim|bleak|sad|intense|gloomy|serious|disturbing|harrowing|stressful|emotional)\b"),
    (Axis.DARKER, rf"\b(?:darker|grittier|grimmer|heavier|edgier|bleaker|nastier|meaner|harsher|moodier|more serious)\b|\b{_MORE} (?:dark|gritty|intense|edgy|mature|adult|serious|twisted|disturbing|sinister)\b|\b{_LESS} (?:light|cheerful|silly|fluffy|childish|kiddie|cheesy|goofy|wholesome|sappy|sweet|happy)\b"),
    (Axis.SCARIER, rf"\b(?:scarier|creepier|spookier)\b|\b{_MORE} (?:scary|frightening|terrifying|creepy|scares|spooky|horror)\b"),
    (Axis.LESS_SCARY, rf"\b{_LESS} (?:scary|frightening|terrifying|creepy|spooky|freaky)\b|\bfewer scares\b"),
    (Axis.LESS_VIOLENT, rf"\b{_LESS} (?:violent|gory|bloody|brutal|graphic|gruesome|violence|gore|blood)\b|\bfewer (?:killings|deaths|guns)\b|\b(?:tamer|cleaner)\b"),
    (Axis.SHORTER, rf"\bshorter\b|(?<!not )(?<!nothing )(?<!n't )\b{_LESS} long\b|\b(?:a bit|little|tad|bit) long\b|\bquicker\b|\bnot so lengthy\b"),
    (Axis.LONGER, rf"(?<!no )\blonger\b(?! (?:than (?!<)|in the mood|want|interested))|\btoo short\b|\b{_MORE} epic\b"),
    (Axis.NEWER, rf"\bnewer(?! than (?!<))\b|\b(?:more recent|more modern|more current|fresher|more contemporary)\b|\b(?:a bit |way |kinda )?too old\b|\bless old\b|\b{_LESS} (?:dated|old[- ]fashioned|old)\b"),
    (Axis.OLDER, rf"\b(?:older|more classic|more vintage|more retro|earlier)\b(?! (?:brother|sister|son|daughter|than (?!<)|kids?|man|woman|couple|guy|people))|\btoo (?:new|modern|recent)\b|\b{_MORE} old[- ](?:school|fashioned)\b"),
    (Axis.SADDER, r"\b(?:sadder|more (?:sad|emotional|heartbreaking|tragic|moving|touching|tearful|poignant|depressing))\b"),
    (Axis.ROMANTIC, rf"\b{_MORE} (?:romantic|romance|love|lovey)\b|\bsexier\b|\b(?:with )?more of a love story\b"),
    (Axis.ACTION, rf"\b{_MORE} (?:action(?:[- ]packed)?|exciting|explosions|explosive|fights|fighting|car chases|thrilling|adrenaline|fast[- ]paced|energetic|adventurous|violent)\b|\b(?:faster(?:[- ]paced)?|punchier|livelier|pacier|more exciting)\b|\b{_LESS} (?:slow|boring|dull|talky|sleepy)\b|\btoo slow\b"),
    (Axis.SLOWER, rf"\b(?:slower(?:[- ]paced)?|calmer|quieter|mellower|chiller|more (?:chill|slow|laid[- ]back|mellow|low[- ]key|subtle|relaxing|calm))\b|\b{_LESS} (?:action|hectic|frantic|loud|fast|chaotic|explosions|busy|noisy)\b"),
    (Axis.SMARTER, rf"\b(?:smarter|deeper|cleverer|brainier|more (?:intelligent|thoughtful|thought[- ]provoking|cerebral|complex|clever|smart|intellectual|sophisticated|depth|substance|grown[- ]up))\b|\b{_LESS} (?:dumb|stupid|shallow|mindless|predictable|silly|brainless)\b"),
    (Axis.WEIRDER, rf"\b(?:weirder|stranger|trippier|crazier|quirkier|wilder|more (?:weird|strange|bizarre|surreal|trippy|experimental|offbeat|quirky|original|unusual|mind[- ]bending|arty))\b|\b{_LESS} (?:conventional|normal|generic|formulaic|ordinary)\b"),
    (Axis.KNOWN, rf"\b(?:better known|more (?:popular|famous|mainstream|well[- ]known|commercial|accessible)|bigger (?:name|budget|film|movie)s?)\b|\b{_LESS} (?:obscure|niche|indie|artsy|arty|unknown)\b|\btoo (?:obscure|niche|artsy|arty|indie)\b"),
    (Axis.OBSCURE, rf"\b(?:less(?:er)?[- ]known|more (?:obscure|indie|niche|underground|under the radar)|under(?:rated| the radar)|hidden gems?|deep cuts?|overlooked|off the beaten (?:path|track))\b|\b{_LESS} (?:mainstream|famous|popular|well[- ]known|obvious|hollywood|commercial|blockbustery?)\b|\btoo (?:mainstream|obvious|popular|famous)\b|\bhaven't heard of\b|\bnobody (?:knows|has seen)\b"),
)  # fmt: skip
_PATTERNS = tuple((axis, re.compile(pattern)) for axis, pattern in _AXES)

_YOUNG = r"(?:kids?|kiddos?|kiddies|child(?:ren)?|little ones?|littlest|toddlers?|(?:grand)?(?:son|daughter|kids|children|child)s?|nephews?|nieces?|(?:(?:\d|1[0-7]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[- ])year[- ]olds?|(?:(?:\d|1[0-7]) ?(?:yo|y/o|yr old|yrs old))|tots|littles|youngsters|little (?:boy|girl|brother|sister)s?|preschoolers?|class of (?:\w+ )?graders)"
_OWN = r"(?:my|our|the|a|an|some|her|his|two|2|three|3|four|4|young|small|little|both|friend's|sister's|brother's)"
_KIDS = re.compile(
    rf"\bi(?:'m| am) (?:[5-9]|1[0-4])(?: years? old| yo)?\b(?! ?(?:minutes|hours|%|films|movies|miles|pounds|weeks|months))|\b(?:for|with|entertain|suitable for|appropriate for|ok for|okay for|safe for|please|show|take|watch(?:es|ing)? with|babysitting|keep|and|bring(?:ing)?|so|that)\s+(?:{_OWN}\s+)*(?:\w+\s+)?{_YOUNG}\b"
    rf"|\b(?:kid|child|family)[- ]?(?:friendly|safe|appropriate)\b|\bfor (?:the )?(?:whole |entire )?family\b|\bfamily (?:movie )?night\b|\b(?:my|our|the) (?:\w+ )?{_YOUNG} (?:wants?|loves?|likes?|needs?|(?:is|are) (?:\w+ )?(?:bored|watching|coming|visiting|home|here|joining|with|\d|two|three|four|five|six|seven|eight|nine|ten))\b|\bchildren's (?:film|movie)|\bkids'? (?:film|movie|flick|stuff)|\bbabysitting\b|\bmy (?:[\w-]+ ){{0,3}}(?:grandson|granddaughter|son|daughter|kid|toddler|nephew|niece|child)\b(?! (?:is at|moved|recommended|told|says|left))|\bfor (?:a|an) (?:\d|1[0-7]) ?(?:yr|year|yo|y/o)|\b(?:the|my|our) (?:kids|children)\b.*\b(?:for them|for these)\b|\bmy (?:[\w-]+ ){{0,3}}(?:grandson|granddaughter|son|daughter|kid|toddler|nephew|niece|child|littlest)\b(?! (?:is at|moved|recommended|told|says|left))|\bfor (?:a|an|my) (?:\d|1[0-7]) ?(?:yr|year|yo|y/o)|\b(?:the|my|our) (?:kids|children|littlest|grandkids|grandchildren)\b.*\b(?:for (?:them|these)|watch)\b"
)

_OTHERS = r"(?:friends?|mates?|bud(?:dy|dies)?|pals?|mom|mum|mother|dad|father|parents?|grandma|grandpa|grandmother|grandfather|gran|grandparents|nan|nana|wife|husband|hubby|girlfriend|boyfriend|gf|bf|partner|spouse|fianc[eé]e?|date|roommates?|flatmates?|housemates?|brother|sister|sis|bro|siblings?|aunt|uncle|cousins?|co-?workers?|colleagues?|boss|in-laws|mother-in-law|father-in-law|guests?|teenagers?|teens?|group|gang|crew|team|neighbou?rs?|students?|class|book club|someone|somebody|a few of us|people|party|everyone|the girls|the boys|the lads)"
_FRIEND = re.compile(
    rf"\b(?:for|with|w|w/|(?:and|,) (?:me and )?|to (?:watch|see|show) (?:with|to)|impress|surprise|show|gift for|present for|treat|take)\s+(?:me and |me n |me & |us and |all of us |us all )?(?:my |our |a |an |the |some |her |his |two |three |four |five |of |\d )*(?:\w+\s+)?{_OTHERS}\b"
    rf"|\b(?:date|girls|girls'|boys|guys|lads|movie|game) night\b(?<!movie night)|\bhaving (?:friends|people|guests|company) (?:over|round)\b|\bfor (?:two|a couple)\b|\b(?:me|my \w+) and (?:my|me|i)\b|\bmy {_OTHERS} (?:and i|and me|wants?|loves?|likes?|hates?|is|are|asked|needs?)\b|\bwe(?:'re| are) (?:a group|\w+ people|a couple)\b|\bfor (?:all of )?us (?:all )?at\b|\bme (?:n|&|and) (?:my )|\bslumber party\b|\bsleepover\b|\banniversary\b"
)

_SELF = re.compile(
    r"\b(?:(?:just|only) (?:for )?me\b(?! and)|for (?:me|myself)(?: alone| only| this time| now)|(?:something|anything|one|film|movie|now|this time) for me\b(?! and)|(?:forget|without|no) (?:about )?the (?:kids|children)|for myself|by myself|on my own|(?:kids|they)(?:'re| are) (?:all )?(?:in bed|asleep|gone))"
)

_COUNT_WORDS = {
    "a": 1, "one": 1, "just one": 1, "single": 1, "two": 2, "a couple": 2, "couple": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "a few": 3, "a dozen": 12,
}  # fmt: skip
_COUNT = re.compile(
    r"\b(?:top (?P<top>\d+|three|five|ten)|(?:just |only )?(?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|a couple(?: of)?|a dozen|a single)"
    r"(?:\s+(?:or (?:two|three|four|five|\d)|more|other|good|great|different|new|solid|really|best|<A\d+>|random|short|recent|funny|scary|old|more))*\s+"
    r"(?:<A\d+>\s*)?(?:films?|movies?|flicks?|suggestions?|recommendations?|recs?|options?|titles?|ideas?|picks?|choices?|to (?:watch|choose|pick)|<A\d+>(?=\s*(?:please|pls|for|from|with|$|[.,!?]))))"
)
_NO_COUNT = re.compile(
    r"\b(?:the|that|this|which|seen|saw|watched|of|last|first|only|no|those|these|all|both|year|is|was) (?:the )?$"
)


def shifts_in(plain: str) -> dict[Axis, str]:
    """The directions asked for and the words that say so, in the order of the axes."""
    found = {axis: pattern.search(plain) for axis, pattern in _PATTERNS}
    return {axis: match.group() for axis, match in found.items() if match}


def audience_in(masked: str) -> Audience | None:
    """For whom the message asks, where it says so."""
    if _SELF.search(masked):
        return Audience.SELF
    if _KIDS.search(masked):
        return Audience.KIDS
    if _FRIEND.search(masked):
        return Audience.FRIEND
    return None


def count_in(masked: str) -> int | None:
    """How many films are asked for, 1 to 20."""
    match = _COUNT.search(masked)
    if not match or _NO_COUNT.search(masked[: match.start()]):
        return None
    word = (match.group("top") or match.group("number")).removesuffix(" of").removeprefix("a ")
    number = (
        _COUNT_WORDS.get(word)
        or _COUNT_WORDS.get(f"a {word}")
        or (int(word) if word.isdigit() else None)
    )
    return number if number and number <= 20 else None
