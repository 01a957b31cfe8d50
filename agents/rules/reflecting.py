"""Strategy-level reflection of the rules mind: what the films turned down have in common."""

from collections import Counter
from collections.abc import Sequence

from agents.contracts import ReflectTask
from agents.rules.wording import listed
from core.conversation import Act, Card, Strategy
from core.heard import Heard, Intent

_TWO_REJECTIONS = 2


def is_rejection(heard: Heard, shown: Sequence[Card]) -> bool:
    """Whether a message turns the last slate down."""
    return bool(shown) and heard.says(Intent.REJECT)


def strategy_of(task: ReflectTask) -> Strategy:
    """An error and suggestions in plain words, from genres alone: they are all a card tells."""
    cards = task.rejected
    genres = Counter(genre for card in cards for genre in card.genres)
    common = [genre for genre, count in genres.most_common(2) if count * 2 > len(cards)]
    shared = f" ({listed(common).lower()})" if common else ""
    tired = task.state.rejections + 1 >= _TWO_REJECTIONS
    unasked = Act.ASK not in task.state.acts[-3:]
    return Strategy(
        error=f"The last {len(cards)} films{shared} were turned down.",
        ask="Ask what was wrong with them: the kind of film, the mood, or the age.",
        recommend=f"Move away from what they share{shared}, and say how the new ones differ.",
        chat="Acknowledge the rejection in a few words before anything else.",
        plan="Prefer a question now: several slates missed." if tired and unasked else "",
    )
