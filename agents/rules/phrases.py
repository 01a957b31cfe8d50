"""What people say when they ask, turn down, take, thank and chat: one pattern a thing."""

import re

_THING = r"(?:movies?|films?|flicks?|suggestions?|recommendations?|recs?|ideas?|picks?|options?|something|anything|one|ones|stuff)"

REQUEST = re.compile(
    rf"\b(?:recommend\b|suggest\b|i'm (?:so |really )?bored|(?:any|some|more|other|your|have) (?:good |great |other )?(?:suggestions?|recom+endations?|recs|ideas)\b|suggestions?\?|looking for|lookin for|look for|searching for|find me|help me (?:find|pick|choose)|in the mood|mood for|"
    rf"give me|gimme|show me|i (?:just )?(?:want|need|wanna|fancy|crave)|i'd (?:like|love)|i would (?:like|love)|want to (?:watch|see)|wanna (?:watch|see)|"
    rf"need (?:a|an|some|something)|(?:what|which) (?:should|shall|can|could|do|would|{_THING}) (?:i|we|you)|what(?:'s| is| are) (?:a |an |some )?(?:good|great|worth|the best)|"
    rf"got any|(?:have|know) (?:any|of any|some|of some)|do you have|any (?:good|great|recent|{_THING}|<A|other)|are there (?:any|some)|is there (?:a|any|some)|how about (?:a|an|some|something|<A)|"
    rf"what about (?:a|an|some|something|<A)|(?:something|anything|somethin|smth|sth)\b|please (?:find|pick)|feel like|up for|after (?:a|an|some)\b|craving|movie night|date night|"
    rf"tonight|best (?:<A|\w+ ){0, 2}(?:movies?|films?)|top \d+|can you (?:find|pick|choose)|more <A|another <A|what to watch|let's (?:watch|see|do)|show (?:some|us)|hit me with|throw me|(?:could|can) (?:you|i|we) (?:get|have|find)|maybe (?:a|an|some)|preferably|ideally|prefer)|^\W*(?:a|an|some|any|good|best|the best)\b.*\b(?:films?|movies?|flicks?)\b"
)
MORE = re.compile(
    r"^\W*(?:some(?:thing)? |any(?:thing)? |show me )?(?:different|other|new|fresh)(?: ones?| films?| movies?| suggestions?)?\W*$|^\s*(?:ok(?:ay)?,? |alright,? |cool,? |hmm+,? |nice,? |great,? |thanks,? )*(?:more|next|another|others?|else|keep going|continue|go on|again)\b(?! (?:<A|like|of a|romantic|action|recent))"
    r"|\b(?:what else|anything else|any(?:thing)? others?|others\?|something else|any more|some more|more (?:of (?:these|those|the same|them|that)|like (?:that|this|these|those)|options|suggestions|recommendations|ideas|recs|please|pls|choices|titles|picks|films like (?:these|those)|movies like (?:these|those))|other (?:options|suggestions|ideas|recommendations|recs|movies|films|ones|choices|picks)|"
    r"(?:another|different) (?:one|suggestion|recommendation|option|idea|batch|set|list|round|pick|few)|others? like|next (?:one|batch|please|lot)|show me others|got (?:any )?(?:more|others)\b|got (?:any ?(?:thing)? )?else\s*[?.!]*$|\bnext\s*[.!]*$|show (?:me )?others?\b|who else|keep (?:them|'em) coming|few more|couple more|two more|three more|five more|\d more|similar ones|give me more|hit me again|new (?:list|batch)|load more|refresh|not seen (?:yet|before))\b"
)
WHY = re.compile(
    r"\b(?:why (?:did|do|would|are|is|that|this|these|those|the|<|me|should|not|recommend|suggest|him|her)|why\s*[?!.]*$|how come|what makes you (?:think|say|suggest|recommend|pick)|what(?:'s| is) the (?:reason|reasoning|logic|connection|link|thinking)|explain (?:why|your|the|this|that|how)|reason(?:ing)? (?:for|behind)|how (?:did|do|does) (?:you|u|this|that|<\w+>|it) (?:come up|pick|choose|decide|get|relate|fit|match|connect|figure)|what made you|based on what|how is (?:that|this|it|<F\d+>|<R\d+>) (?:related|similar|like|connected|relevant|a match)|justify|what does (?:that|this|it|<F\d+>|<R\d+>) have to do|on what basis|what's <\w+> got to do|what has <\w+> got|where did (?:that|this) come from)"
)
QUESTION = re.compile(
    r"\b(?:who (?:directed|made|stars?|starred|is in|plays?|played|wrote|was in|is the|acts?|acted|are)|who's (?:in|the|it)|who is (?:in|the)|when (?:was|did|is)|what year|how (?:long|old)|what(?:'s| is| was)? (?:it|that|this|that one|this one|<[FR]\d+>|the (?:first|second|third) one|the (?:plot|story|movie|film|rating|runtime|premise|genre|last one))(?: one)?(?: (?:all )?about|rated|like| of)?|what are (?:they|those|these|<)|tell me (?:more |a bit more |a little )?about|is (?:it|that|this|that one|<[FR]\d+>)(?: one)? (?:a |an |any |in |on |based|good|scary|appropriate|suitable|ok|okay|really|too|very|worth|sad|funny|long|violent|black|subtitled|dubbed|from|the|rated|<A)|"
    r"does (?:it|that|this|<[FR]\d+>) |where (?:can|was|is|did)|(?:is|are) (?:it|they|there|<\w+>) (?:any )?(?:good|a sequel|sequels|on netflix|available|based|streaming|part)|is <A\d+> in|was (?:it|that|<[FR]\d+>) |did (?:it|<[FR]\d+>|<A\d+>) (?:win|get|make|direct|do|star)|have you (?:seen|watched|heard)|do you (?:like|know)|what do you think|more (?:info|details|about)|details (?:on|about)|plot of|synopsis|rating of|rated\?|how (?:many|much|scary|violent|good|is|was)|which (?:actor|director|year)|in which|what (?:country|language|genre|rating|kind of (?:movie|film) is)|what(?:'s| is) (?!a |an |some |the best|good|your )[^?]{2,40} about\s*\?*$|is there a (?:film|movie) called|any good\?|worth (?:watching|it|seeing)\?|is it \w+er than|heard of)"
)
COMPARE = re.compile(
    r"\b(?:which (?:one|of (?:them|these|those|the|<)|would|is|should|do you|film|movie)(?!.*(?:should i watch$|films? (?:should|do|would)))|(?:which|what)(?:'s| is)? (?:the )?(?:better|best|shortest|longest|newest|oldest|funniest|scariest|shorter|longer|scarier|funnier|newer|more)|compare|comparison|difference between|better than|or <[FR]\d+>\?|<[FR]\d+> (?:or|vs\.?|versus) (?:the )?<[FR]\d+>|vs|versus|between (?:<[FR]|the|those|these)|the (?:shortest|longest|newest|oldest|funniest|scariest|best) (?:one|of)|how do(?:es)? (?:they|<[FR]\d+>|these|those) compare|rather watch)\b"
)
SURPRISE = re.compile(
    r"\b(?:surprise me|surprise us|surprise|you (?:choose|pick|decide)|your (?:choice|pick|call)|dealer's choice|anything (?:goes|is fine|works|at all|really|will do|you (?:like|want))|whatever(?: you (?:like|want|think|got|have))?|up to you|don't (?:care|mind) (?:what|which|really)|i'm easy|no preference|pick (?:something|one|anything|for me)(?: for me)?|random|i trust you|feeling lucky|roll the dice|i'm open|open to (?:anything|whatever|suggestions)|something (?:random|unexpected|different)|blind(?:ly)? pick|wild ?card|just (?:pick|choose|give me (?:something|anything|one))|dunno,? you|i don't know what i want|no idea what i want|not sure what i want|go wild|hit me|shock me|spin the wheel|mystery (?:movie|film|pick))\b"
)
ACCEPT = re.compile(
    r"\b(?:(?:i|we)(?:'d| would| may| might| want to| wanna| need to| have to| gotta| should| could)? (?:\w+ ){0,2}(?:rent|watch|see|check out|try|stream|buy) (?:it|that|this|them|those|<[FR])|(?:will|would|should|may|might) work|best bet|(?:i'll|i will|we'll|we will|i'm gonna|i'm going to|i am going to|imma|let me|let's|gonna|will) (?:definitely |probably |just |have to |try |totally |def |go ahead and )*(?:watch|go with|take|try|check|give|pick|see|rent|stream|put|add|go for|do|look for|queue|start)\b|sounds? (?:\w+ ){0,2}(?:good|great|perfect|interesting|nice|fun|amazing|awesome|promising|lovely|cool|right|brilliant|ideal|excellent|like (?:a winner|a plan|fun|it|something|exactly|my))|"
    r"(?:that|it|this|that one|<[FR]\d+>)(?:'s| is|'ll| will)? (?:it|perfect|the one|works|do|it is|exactly|ideal|be perfect|be great|just what)|perfect(?:,| choice|!|\.|$| pick)|sold\b|deal\b|great (?:choice|pick|idea|suggestion|call|rec)|good (?:choice|pick|idea|suggestion|call|shout|rec)|nice (?:choice|pick|one|suggestion)|excellent (?:choice|pick|suggestion)|(?:looks?|seems?|sounds?) (?:good|great|perfect|interesting|fun|nice|promising)|i'm in\s*(?:[.!]|$)|works for me|adding (?:it|that|this|<)|going with|on my (?:list|watchlist)|to my (?:list|watchlist)|watching (?:it|that|this|<[FR]\d+>) (?:tonight|now|then)|<[FR]\d+> it is|ok(?:ay)? <[FR]\d+>(?: then)?|let's do (?:it|that|this|<)|you(?:'ve)? (?:convinced|sold) me|exactly what i (?:want|need|was)|that's the one|bingo|winner)"
)
REJECT = re.compile(
    r"^\s*(?:(?:ha(?:ha)+,? |lol,? |um+,? |hmm+,? |oh,? |well,? )*(?:no|nah|nope|naw|nay|meh|ew+|ugh|pass|hard pass|next|not really|no thanks|no thank you))\b(?!\s*(?:preference|problem|worries|idea|more|horror|<A\d+>|one|need|that's (?:it|all)|i'm good|i am good|that is all|(?:but )?(?:i )?(?:haven't|have not|never|didn't see|i've not)|not yet|it has|it is|but))"
    r"|\b(?:not (?:really )?one of my|isn't (?:really )?(?:something|for me|my)|not sure (?:i'd|i would|if i'd|about (?:that|those|it))|though a (?:little|bit)|none of (?:these|those|them|<R\d+>)|not (?:these|those|that|this|that one|this one|for me|feeling|interested|my|quite|what i|really (?:my|what|feeling|into (?:it|that|these|those|any))|<[FR]\d+>|into (?:any|it|that|this|these|those)|it\b|tonight|keen)|neither|don't (?:want|like|fancy|feel like|think so|care for) (?:that|those|these|any|it|<[FR]|to watch (?:that|it|those|these|any))|doesn't (?:appeal|interest|sound|look|grab|do it)|don't (?:appeal|sound|look|grab)|no(?:t)? (?:good|interest)|(?<!not )(?<!nothing )(?<!isn't )(?<!n't )(?:too|so|way too|a bit|a bit too|kinda|kind of|pretty) (?:old|long|short|scary|sad|dark|slow|boring|violent|gory|weird|silly|depressing|obscure|childish|heavy|cheesy|mainstream|serious|new|obvious|predictable|intense)\b|(?:sounds?|looks?|seems?) (?:\w+ )?(?:boring|bad|dull|awful|terrible|stupid|lame|depressing|too|dumb|meh|weird|silly|cheesy)|(?:hate|hated|seen|watched) (?:all|both|every one|them all|all of)|already (?:seen|watched|saw) (?:all|both|those|these|them|every)|try again|rubbish|wrong|terrible (?:suggestion|choice|list|picks)|bad (?:suggestion|choice|list|picks)|not (?:a|an) (?:good|great) (?:fit|suggestion|choice|match)|swap|replace|not in the mood for (?:that|those|these|any|it)|skip (?:that|those|these|this|it|<)|pass on)"
)
AFFIRM = re.compile(
    r"^\s*(?:(?:yes|yeah|yep|yup|yea|ye|sure(?: thing)?|ok(?:ay)?|okie|alright|definitely|absolutely|of course|please do|go (?:ahead|for it|on)|correct|right|exactly|totally|indeed|certainly|uh[- ]?huh|mhm+|y|fine|why not|sounds about right|that's right|you got it|by all means|i do|i am|i have|i did|please|for sure|true|affirmative|yessir|si|oui|bet|k|kk)[\s,.!]*)+(?:please|thanks|thank you|do|that|i do|i am)?[\s.!]*$"
)
DENY = re.compile(
    r"^\s*(?:(?:no|nope|nah|naw|not really|negative|no way|never|nay|not at all|no thanks|no thank you|i don't|i'm not|i haven't|absolutely not|of course not|n|definitely not|not particularly|i don't think so|don't think so|not yet|not especially|wrong|uh[- ]uh|nuh[- ]uh|nothing|none|neither|certainly not)[\s,.!]*)+$"
)
RESET = re.compile(
    r"\b(?:start (?:over|again|afresh|fresh|from scratch|anew)|reset|restart|scratch (?:that|all|everything)|forget (?:all|everything|what i|that|about (?:that|it|all)|it(?=[,.;!]|$)|the (?:last|previous|whole)|i said|those|about (?:the )?(?:\w+ )?(?:thing|stuff|requests?))|never ?mind(?: (?:that|all|what|everything))?|new (?:conversation|search|topic|chat|start)|clear (?:everything|all|that|my|the)|wipe|begin again|back to (?:square one|the (?:start|beginning))|ignore (?:what|everything|all|that|my)|let's (?:start|begin) (?:over|again|fresh)|clean slate|from the top|drop (?:all )?(?:that|everything))\b"
)
GREET = re.compile(
    r"^\s*(?:\W*(?:hi+|hello+|hey+|hiya|heya|howdy|yo+|greetings|good (?:morning|afternoon|evening|day)|g'?day|sup|what'?s up|whats up|wassup|hallo|hola|evening|morning|afternoon|hullo|salutations|aloha|oi)\b(?: (?:there|all|parley|again|everyone|buddy|friend|mate|bot|you|folks|team))?)"
)
THANK = re.compile(
    r"\b(?:thanks?(?: you)?|thank u|thx|ty|tysm|tyvm|cheers|much appreciated|appreciate (?:it|that|the|your|you)|grateful|ta|tks|thnx|thanx|many thanks|thankyou|thnks|u rock|you(?:'re| are) (?:the best|a (?:star|lifesaver|legend|gem|life saver))|you've been (?:a )?(?:great|very|so|really|super)?\s?help)\b(?! (?:but no)\b)"
)
NO_THANKS = re.compile(r"\b(?:no|nah|nope),? thank")
BYE = re.compile(
    r"\b(?:bye+|goodbye|good ?bye|see (?:you|ya|u)(?: (?:later|soon|around|next time|tomorrow|then))?$|see (?:you|ya|u) (?:later|soon|around)|good ?night|night night|nighty|later!?$|cya|night!?$|farewell|take care|have a (?:good|great|nice|lovely|wonderful|fab|fantastic)|that(?:'s| is|'ll be| will be| would be)? (?:all|it|everything)(?: (?:for (?:now|today|tonight|me)|i need(?:ed)?|thanks|thank you))?[\s.!,]*(?:thanks?.*|thank you.*|cheers.*)?$|i(?:'m| am) (?:done|off|leaving|all set|good now|heading)|gotta (?:go|run|dash)|got to (?:go|run)|have to (?:go|run|leave)|need to (?:go|run)(?! to)|ttyl|catch you later|peace out|so long|until next time|talk (?:to you )?(?:later|soon)|signing off|ciao|adios|toodles|tata|i must (?:go|leave)|quit$|exit$|cheerio|laters|logging off)\b"
)
CHAT = re.compile(
    r"\b(?:how (?:are|r) (?:you|u|things)|how's it going|how (?:is|was) your (?:day|night|weekend|evening)|what(?:'s| is) your (?:name|favou?rite|fav)|who (?:are|made|built|created) you|are you (?:a |an |human|real|ai|sentient|there|okay|ok|sure|alive|single|busy|chatgpt|able)|what (?:can|do) you do|tell me (?:a joke|about yourself|something)|the weather|weather|what time|what day|do you (?:sleep|eat|dream|get|have feelings|ever|watch|speak|believe|think)|my (?:day|boss|job|cat|dog|car|back|head|flight|train|exam|internet|wifi|phone|laptop) (?:is|was|has|just|ate|died|broke|hurts|got|keeps)|i(?:'m| am) (?:so |really |a bit |pretty )?(?:tired|hungry|sad|exhausted|happy|sick|stressed|lonely|cold|drunk|excited|home|stuck|at work)|fuck (?:off|you|u)|screw you|shut up|you suck|piss off|go to hell|asshole|you(?:'re| are) (?:an? |so )?(?:idiot|moron|rubbish|trash|garbage|awful|terrible)|restaurants?|book me|reservation|album|song|concert|singer|playlist|tiktok|instagram|you up|pizza|recipe|cook|football|bitcoin|stock|election|president|politics|capital of|math|homework|\d+ ?[+*x] ?\d+|translate|write (?:me )?(?:a|an|some)|code|python|long day|rough (?:day|week)|guess what|^\W*(?:lol|haha+|hehe+)\W*$|popcorn|nice to meet you|happy (?:birthday|new year|friday)|merry christmas|you're (?:funny|cute|smart|weird|useless|dumb|stupid|great|cool|nice)|i love you|marry me|joke)\b"
)


ASKS_OF_FILM = re.compile(
    r"^\W*(?:and |so |ok(?:ay)? )?(?:what|how) about (?:the )?<F\d+>\W*$|^\W*(?:so |and |but |ok(?:ay)? )?(?:does|do|did|is|are|was|were|has|who|when|where|how)\b.*<[FR]\d+>.*\?"
)
POINTS = re.compile(r"\b(?:it|that one|this one|they|them)\b|<R\d+>")
# "What's that film where ...": a film sought by what happens in it.
DESCRIBED = re.compile(
    r"\b(?:film|movie|one|flick) (?:where|in which|about|that|with (?:the|a)|when)\b"
)
CHOICE = re.compile(r"<F\d+> or (?:the )?<F\d+>")
WHY_NOT = re.compile(r"^\s*why not\W*$")
DEPARTURE = re.compile(r"\bbut\b|\bexcept\b|\bonly\b.*\b(?:er|more|less)\b")
LIKENESS = re.compile(r"\b(?:like|similar)\b")
IS_MORE_THAN = re.compile(
    r"^\W*(?:and |so |but )?(?:is|was|are)\b.*(?:\w+er than (?:the )?<F\d+>|better than <F\d+>)"
)
DISTRESS = re.compile(
    r"\b(?:kill(?:ing)? myself|end (?:it all|my life)|suicidal(?! (?:film|movie))|want to die|wanna die|don't want to (?:live|be alive)|hurt(?:ing)? myself|self[- ]harm(?:ing)?|no reason to live|better off dead|take my own life)\b"
)
