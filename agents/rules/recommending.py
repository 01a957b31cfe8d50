"""The recommending agent of the rules mind: the slate in words, or what to relax where it is empty."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agents.contracts import Draft, DraftTask
from agents.rules.asking import is_left_to_us
from agents.rules.wording import listed, quoted, worded
from agents.searching import excluded_by
from agents.state import DialogueState
from agents.themes import theme_phrase
from core.conversation import Act, Turn
from core.heard import Attribute, Audience, Intent, Polarity, Span, Stance
from core.item import Facet, Item
from core.slate import Slate, Source

_NOUNS = {
    "Comedy": "comedies", "Drama": "dramas", "Romance": "romances", "Thriller": "thrillers",
    "Documentary": "documentaries", "Musical": "musicals", "Mystery": "mysteries",
    "Western": "westerns", "Biography": "biographies",
}  # fmt: skip
_BARE = {"Animation": "animation", "War": "war films", "Sport": "sports"}
# Every wording of what past conversations ended with has these words; they tell when it was said.
_TELLING = "ended up with"
_PAUSE = 2
_MOST_TOLD = 2
_ADJECTIVES = {"Sci-Fi": "science fiction", "Animation": "animated", "Sport": "sports"}


class RulesRecommender:
    """Presents the slate; its claim is how much there is to go on and how good the answer is."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """`items` is the catalogue by id."""
        self._items = items

    def recommend(self, task: DraftTask) -> Draft:
        """The films of the slate by slots, each with its reason."""
        by_title = _only_unknown(task)
        slate = task.nearby if by_title and task.nearby.ranked else task.slate
        if not slate.ranked:
            return self._nothing(task)
        ids = tuple(ranked.item.id for ranked in slate.ranked)
        anchors = _anchor_topics(task, self._items)
        claim, reason = _claim(task)
        heard, state = task.heard, task.state
        is_untold = by_title or _was_told(task.history)
        outcome = _Outcome() if is_untold else _outcome(slate, state)
        template = worded(
            "recommend",
            variety=task.variety,
            unknown=heard.unknown_titles[0] if heard.unknown_titles else "",
            by_title=by_title,
            surprise=state.surprise,
            after_rejection=heard.says(Intent.REJECT),
            more=heard.says(Intent.MORE) and not heard.attributes,
            anchors=listed([f"{{{{topic{n + 1}.label}}}}" for n in range(len(anchors))]),
            shifts=listed([axis.value for axis in state.shifts]),
            wish=_wish(state),
            blind=bool(state.subject) and not _reads_text(slate),
            liked=bool(state.liked),
            known=bool(state.known),
            set_aside=state.is_set_aside,
            kids=state.audience is Audience.KIDS,
            fewer=len(ids) < min(3, state.count or 3),
            constraint_list=listed(slate.constraints),
            unmet=listed(_unmet(state, slate)),
            clipped=heard.clipped,
            telling=_TELLING,
            outcome=outcome.films,
            several=outcome.several,
        )
        return Draft(
            act=Act.RECOMMEND,
            template=template,
            cards=ids,
            topics=tuple(item.id for item in anchors),
            claim=claim,
            reason=reason,
        )

    def _nothing(self, task: DraftTask) -> Draft:
        claim, _ = _claim(task)
        return Draft(
            act=Act.RECOMMEND,
            template=worded(
                "empty",
                constraint_list=listed(task.slate.constraints),
                relaxations=task.slate.relaxations[:3],
            ),
            claim=claim,
            reason="nothing fits all constraints: say which one to relax",
        )


class _Outcome(NamedTuple):
    """Films of the slate that similar past conversations ended with, as slots in a phrase."""

    films: str = ""
    several: bool = False


def _outcome(slate: Slate, state: DialogueState) -> _Outcome:
    """The first such films; a conversation that ended with what is turned down here counts for none."""
    unwanted = state.rejected | state.disliked
    ended = [frozenset(case.items) for case in slate.cases if unwanted.isdisjoint(case.items)]
    welcome = frozenset().union(*ended) - excluded_by(state)
    places = [place for place, item in enumerate(slate.items, 1) if item.id in welcome][:_MOST_TOLD]
    told = {slate.items[place - 1].id for place in places}
    several = sum(not told.isdisjoint(items) for items in ended) > 1
    slots = [f"{{{{{place}.title}}}}" for place in places]
    return _Outcome(listed(slots, "or" if several else "and"), several)


def _was_told(history: Sequence[Turn]) -> bool:
    """Whether the last replies have told what others ended with: it is said now and then."""
    return any(_TELLING in turn.reply for turn in history[-_PAUSE:])


def _unmet(state: DialogueState, slate: Slate) -> list[str]:
    """Themes and moods asked for that no film of the slate is marked with."""
    return [
        attribute.value
        for attribute in state.wants
        if attribute.facet in (Facet.THEME, Facet.MOOD)
        and not any(attribute.value in item.values(attribute.facet) for item in slate.items)
    ]


def _reads_text(slate: Slate) -> bool:
    return any(report.ready for report in slate.sources if report.source is Source.TEXT)


def _only_unknown(task: DraftTask) -> bool:
    """The message names a film that the catalogue lacks, and nothing else to go by."""
    heard = task.heard
    return bool(heard.unknown_titles) and not (
        heard.attributes or heard.films or heard.years or heard.runtime
    )


def _anchor_topics(task: DraftTask, items: Mapping[str, Item]) -> tuple[Item, ...]:
    """The films that the request goes by, for the opening words."""
    state = task.state
    named = [
        film.item_id for film in task.heard.films if film.stance in (Stance.ANCHOR, Stance.LIKE)
    ]
    ids = list(state.anchors) or named or ([state.shift_anchor] if state.shift_anchor else [])
    return tuple(items[item_id] for item_id in dict.fromkeys(ids[:3]))


def _wish(state: DialogueState) -> str:
    """The constraints in a phrase: "tense crime films from the 1990s with Al Pacino"."""
    wanted = state.wants
    moods = [a.value for a in wanted if a.facet is Facet.MOOD]
    genres = [a for a in wanted if a.facet is Facet.GENRE]
    countries = [a.value for a in wanted if a.facet is Facet.COUNTRY]
    themes = (
        [] if state.subject else [theme_phrase(a.value) for a in wanted if a.facet is Facet.THEME]
    )
    parts = [
        listed(moods),
        _genre_phrase(genres),
        quoted(state.subject) if state.subject else listed(themes),
        f"with or by {listed([a.value for a in wanted if a.facet is Facet.PERSON])}"
        if any(a.facet is Facet.PERSON for a in wanted)
        else "",
        f"by {listed([a.value for a in wanted if a.facet is Facet.COMPANY])}"
        if any(a.facet is Facet.COMPANY for a in wanted)
        else "",
        f"of the {listed([a.value for a in wanted if a.facet is Facet.SERIES])} series"
        if any(a.facet is Facet.SERIES for a in wanted)
        else "",
        f"from {listed(countries)}" if countries else "",
        _language(wanted),
        _years(state.years),
        _runtime(state.runtime),
        _avoided(state),
    ]
    wish = " ".join(part for part in parts if part)
    return "" if wish == "films" else wish


def _genre_phrase(genres: list[Attribute]) -> str:
    """Alternatives are joined by "or"; genres that must hold together stand side by side."""
    values = [genre.value for genre in genres]
    if not values:
        return "films"
    if len(values) == 1:
        return _NOUNS.get(values[0]) or f"{_adjective(values[0])} films"
    if any(genre.group for genre in genres):
        return f"{listed([_adjective(value) for value in values], 'or')} films"
    return f"{' '.join(_adjective(value) for value in values)} films"


def _adjective(genre: str) -> str:
    return _ADJECTIVES.get(genre, genre.lower())


def _language(wanted: tuple[Attribute, ...]) -> str:
    languages = [a.value for a in wanted if a.facet is Facet.LANGUAGE]
    if languages == ["foreign"]:
        return "in a language other than English"
    return f"in {listed(languages, 'or')}" if languages else ""


def _years(span: Span | None) -> str:
    if span is None:
        return ""
    if span.low and span.high:
        if span.low == span.high:
            return f"from {span.low}"
        if span.low % 10 == 0 and span.high == span.low + 9:
            return f"from the {span.low}s"
        return f"from {span.low} to {span.high}"
    return f"from {span.low} on" if span.low else f"from before {(span.high or 0) + 1}"


def _runtime(span: Span | None) -> str:
    if span is None:
        return ""
    if span.low and span.high:
        return f"of {span.low} to {span.high} minutes"
    return f"of {span.low} minutes or more" if span.low else f"of at most {span.high} minutes"


def _avoided(state: DialogueState) -> str:
    values = [_avoided_phrase(a) for a in state.attributes if a.polarity is Polarity.AVOID]
    return f"and {listed(values)}" if values else ""


def _avoided_phrase(attribute: Attribute) -> str:
    if attribute.facet is Facet.GENRE:
        return f"no {_NOUNS.get(attribute.value) or _BARE.get(attribute.value) or _adjective(attribute.value)}"
    if attribute.facet is Facet.MOOD:
        return f"nothing {attribute.value}"
    if attribute.facet is Facet.THEME:
        return f"nothing {theme_phrase(attribute.value)}"
    return (
        f"nothing with {attribute.value}"
        if attribute.facet is Facet.PERSON
        else f"nothing from {attribute.value}"
    )


def _claim(task: DraftTask) -> tuple[float, str]:
    heard, state, slate = task.heard, task.state, task.slate
    if is_left_to_us(task):
        return 0.7, f"nothing is known after a question, and {_size(slate)}"
    if state.preferences == 0 and not heard.says(Intent.MORE, Intent.REJECT):
        return 0.3, "no preference is known yet"
    if heard.says(Intent.REQUEST, Intent.CRITIQUE, Intent.SURPRISE):
        return 0.9, f"asked for films, and {_size(slate)}"
    if heard.says(Intent.MORE, Intent.REJECT):
        return 0.88, f"other films are wanted, and {_size(slate)}"
    if heard.says(Intent.INFORM):
        return 0.8, f"a preference was stated, and {_size(slate)}"
    if heard.says(Intent.AFFIRM, Intent.DENY):
        return 0.5, "an answer, with preferences already known"
    return 0.35, "nothing was asked for in this message"


def _size(slate: Slate) -> str:
    return f"{slate.eligible} fit" if slate.ranked else "nothing fits"
