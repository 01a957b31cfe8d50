"""The fitted table of turns: P(intent of the person | act of the recommender, intent before)."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from core.value import Value
from simulator.speech import UserIntent

OPENING = "opening"


class Table(Value):
    """Rows by "act|intent before", with what they were fitted on.

    `counts` are the messages behind the rows; `welcome_turns` of `recommending_turns` is how often
    ReDial's recommenders named a film that the seeker's form says was liked and not seen before.
    """

    about: str
    dialogues: int
    messages: int
    counts: Mapping[str, Mapping[UserIntent, int]]
    recommending_turns: int
    welcome_turns: int
    rows: Mapping[str, Mapping[UserIntent, float]]

    @property
    def accepted(self) -> float:
        """The share of recommending turns that are followed by an acceptance, unsmoothed."""
        rows = [row for key, row in self.counts.items() if key.startswith("recommend|")]
        accepted = sum(row.get(UserIntent.ACCEPT, 0) for row in rows)
        return accepted / sum(sum(row.values()) for row in rows)

    @property
    def welcomed(self) -> float:
        """The share of recommending turns with a film that the seeker could take and like."""
        return self.welcome_turns / self.recommending_turns

    def row(self, act: str, before: str) -> Mapping[UserIntent, float]:
        """The probabilities after this act and one's own last intent; they sum to 1."""
        return self.rows[f"{act}|{before}"]


@cache
def fitted_table() -> Table:
    """The table that comes with the program."""
    text = (resources.files(__package__) / "transitions.json").read_text("utf-8")
    return Table.model_validate_json(text)
