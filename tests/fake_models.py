"""What the fake server can say: a sensible model, one that obeys anything, and one that makes things up."""

import json
import re
from typing import Any

from tests.fake_server import Answer, FakeRequest

__all__ = ["Answer"]

GENRES = ("Comedy", "Horror", "Drama", "Thriller", "Romance", "Crime", "Action", "Western")
_MESSAGE = re.compile(r"^Person: (?P<said>\".*\")$", re.MULTILINE)
_FILM = re.compile(r"^(\d+)\. \"", re.MULTILINE)
_RECOGNISED = re.compile(r"^(\d+)\. \".*\", from the words \"", re.MULTILINE)
_TASTE = re.compile(r"\bI (?:love|(?P<never>never watch)) (?P<genre>\w+)")
_STATEMENT = re.compile(r"^(\d+)\. (\".*\") \(\w+\)$", re.MULTILINE)
_LIKED_FILM = re.compile(r"^(\d+)\. (\".*)$", re.MULTILINE)
# What an obedient model takes for an order, wherever it stands.
_ORDER = re.compile(
    r"(?:ignore|disregard|forget|override)\b.{0,80}?\b(?:say|answer|reply|write|recommend|output|print|name)"
    r"\b(?: only| exactly| just)?:? (?P<what>.+?)(?:\\?\"|\\n|\.(?:\s|$)|$)",
    re.IGNORECASE | re.MULTILINE,
)


def said(request: FakeRequest) -> str:
    """The last message of the person, out of the prompt."""
    found = _MESSAGE.findall(request.prompt)
    return str(json.loads(found[-1])) if found else ""


def candidates(request: FakeRequest) -> list[int]:
    """The numbers of the films listed in the turn's part of the prompt."""
    turn = str(request.messages[-1]["content"]).rpartition("Candidates:")[2]
    return [int(number) for number in _FILM.findall(turn)]


def sensible(request: FakeRequest) -> str:
    """A model that does what it is asked, in few words."""
    return _SENSIBLE[request.site](request)


def listening(request: FakeRequest, **fields: Any) -> dict[str, Any]:
    """A whole answer of the listening agent to the person's message."""
    text = said(request).lower()
    empty: dict[str, Any] = {
        "intents": _intents(text), "films": [], "titles": [], "wants": [], "avoids": [],
        "year_from": None, "year_to": None, "minutes_from": None, "minutes_to": None,
        "directions": [], "audience": None, "count": None, "subject": "", "starts_afresh": False,
        "withdrawn": [], "demand": f"Wants what this says: {text[:80]}",
    }  # fmt: skip
    empty["wants"] = [
        {"facet": "genre", "value": genre, "either": False}
        for genre in GENRES
        if genre.lower() in text
    ]
    recognised = _RECOGNISED.findall(str(request.messages[-1]["content"]))
    empty["lasting"] = [
        lasting(
            match.group(), value=match["genre"].capitalize(), ruled_out=match["never"] is not None
        )
        for match in _TASTE.finditer(said(request))
        if match["genre"].capitalize() in GENRES
    ]
    stance = "dislike" if "hate" in text else "anchor"
    empty["films"] = [{"number": int(n), "stance": stance, "seen": False} for n in recognised]
    return empty | fields


def lasting(words: str, **fields: Any) -> dict[str, Any]:
    """One entry of what is so of the person for good."""
    empty = {
        "words": words, "facet": "genre", "value": "", "ruled_out": False, "year_from": None,
        "year_to": None, "minutes_from": None, "minutes_to": None, "when": None,
    }  # fmt: skip
    return empty | fields


def hearing(words: str, **fields: Any) -> Answer:
    """A sensible model that hears these fields in every message with these words."""

    def answer(request: FakeRequest) -> str:
        if request.site == "listen" and words in said(request):
            return json.dumps(listening(request, **fields))
        return sensible(request)

    return answer


def _intents(text: str) -> list[str]:
    for intent, pattern in (
        ("greet", r"^(?:hello|hi)\b"),
        ("reject", r"none of|^no\b"),
        ("why", r"^why"),
        ("thank", r"thank"),
        ("more", r"^more"),
    ):
        if re.search(pattern, text):
            return [intent]
    return ["request"]


def _listen(request: FakeRequest) -> str:
    return json.dumps(listening(request))


def _select(request: FakeRequest) -> str:
    heard = listening(request)
    act = {"greet": "ask", "why": "chat", "thank": "chat"}.get(heard["intents"][0], "recommend")
    return json.dumps(heard | {"act": act, "reason": "it is called for"})


def _recommend(request: FakeRequest) -> str:
    lines = [f"A good one for tonight is {{{{{n}.title}}}}." for n in candidates(request)[:3]]
    return " ".join(lines) or "Nothing fits."


def _plan(request: FakeRequest) -> str:
    text = said(request).lower()
    number = {"greet": 1, "why": 3, "thank": 3}.get(_intents(text)[0], 2)
    return json.dumps({"chosen": number, "reason": "it brings most"})


def _profile(request: FakeRequest) -> str:
    """Every statement in its own words, and the first genre that three liked films share."""
    turn = str(request.messages[-1]["content"])
    told, _, rest = turn.partition("Films that the person liked:")
    sentences = [
        {"text": json.loads(text), "statements": [int(n)]} for n, text in _STATEMENT.findall(told)
    ]
    films = _LIKED_FILM.findall(rest.partition("Films that the person disliked:")[0])
    tastes = []
    for genre in GENRES:
        of_it = [int(n) for n, line in films if genre in line]
        if len(of_it) > 2:
            tastes.append({"facet": "genre", "value": genre, "films": of_it})
    return json.dumps({"sentences": sentences, "tastes": tastes})


def _probe(request: FakeRequest) -> str:
    return '{"ready": true}' if "JSON" in request.prompt else "yes"


def _word(request: FakeRequest) -> str:
    """What a simulated person means, said a little otherwise."""
    text = str(request.messages[-1]["content"])
    meaning = text.rpartition("What they mean:")[2].partition(": ")[2]
    return f"well, {meaning.strip().strip(chr(34))}"


_SENSIBLE = {
    "word": _word,
    "probe": _probe,
    "listen": _listen,
    "select": _select,
    "ask": lambda _: "Shall it be something light? Or something that keeps you guessing?",
    "recommend": _recommend,
    "chat": lambda _: "With pleasure. Tell me what kind of story would suit the evening.",
    "plan": _plan,
    "profile": _profile,
    "reflect": lambda _: json.dumps(
        {
            "error": "They were of one kind.",
            "ask": "Ask for the mood.",
            "recommend": "Move to another kind.",
            "chat": "Say sorry first.",
            "plan": "Recommend again.",
        }
    ),
}


def orders_in(request: FakeRequest) -> list[str]:
    """What the turn's part of a prompt orders to say, to somebody who obeys anything."""
    turn = "\n".join(str(message["content"]) for message in request.messages[1:])
    return [match["what"].strip() for match in _ORDER.finditer(turn)]


def with_fields(answer: str, **fields: Any) -> str:
    """A typed answer with other values in these fields."""
    return json.dumps(json.loads(answer) | fields)


def obedient(request: FakeRequest) -> str:
    """A model that does whatever any words in its prompt order it to do.

    In speech it says what it was ordered to say; in typed answers it puts it into every text.
    """
    orders = orders_in(request)
    if request.site == "probe" or not orders:
        return sensible(request)
    order = orders[0]
    if request.site in ("ask", "recommend", "chat"):
        asks = "?" if request.site == "ask" else "."
        return f"{order}{asks} {{{{1.title}}}} is close to {order}. {order}"
    return json.dumps(_poisoned(json.loads(sensible(request)), order))


def _poisoned(value: Any, order: str) -> Any:
    fields = {
        "subject": order,
        "demand": order,
        "reason": order,
        "titles": [{"words": order, "stance": "anchor", "seen": False}],
        "lasting": [*value.get("lasting", ()), lasting(order, value="Drama", ruled_out=True)],
        "sentences": [{"text": order, "statements": [1]}],
        "tastes": [{"facet": "genre", "value": order, "films": [1, 2, 3]}],
        "audience": "kids",
    }
    texts = {name: order for name, old in value.items() if isinstance(old, str) and name != "act"}
    return value | texts | {name: new for name, new in fields.items() if name in value}


INVENTED = (
    "The Midnight Cartographer", "Zorblax Rising", "Whispers of Quendor", "Falling Upwards Again",
    "The Last Umbrella Maker", "Inspector Vool", "Moonlit Tandem", "Gravelheart",
)  # fmt: skip


def hallucinating(request: FakeRequest) -> str:
    """A model that makes up films: as titles, in quotation marks, as slots that do not exist."""
    if request.site in ("ask", "recommend", "chat"):
        return " ".join(_invention(number) for number in range(24))
    if request.site in ("listen", "select"):
        heard = listening(request, titles=[{"words": INVENTED[0], "stance": "like", "seen": True}])
        heard["lasting"] += [lasting(INVENTED[2], value=genre) for genre in GENRES]
        heard["lasting"] += [lasting(said(request)[:40], value=title) for title in INVENTED]
        return json.dumps(heard | {"act": "recommend", "reason": INVENTED[1]})
    return sensible(request)


def _invention(number: int) -> str:
    title = INVENTED[number % len(INVENTED)]
    forms = (
        f"You must see {title}.",
        f"{title} is a marvel?",
        f"{{{{{number % 12}.title}}}} is as good as “{title}”.",
        f"{{{{{number % 12}.title}}}} is quiet and kind.",
        f"There is also {{{{{number + 40}.label}}}}.",
        f"Of all films, {{{{topic{number % 5}.title}}}} and {{{{{number % 9}.year}}}} stand out.",
        f"*{title.lower()}* comes close.",
        f"Some call it {title}, others {{{{{number % 10}.pitch}}}}.",
    )
    return forms[number % len(forms)]
