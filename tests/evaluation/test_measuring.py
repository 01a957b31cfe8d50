"""The whole measurement on planted data: the best is found best, leaks end it, nothing peeks."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest

from core.dialogue import Context, Dialogue, History
from core.errors import ParleyError
from evaluation.choosing import Choice, choose
from evaluation.figures import Metric
from evaluation.leaks import Leak
from evaluation.offline import Entrant, Outcome, measure, reference
from evaluation.splits import Fold, Split, split_dialogues
from evaluation.trials import Trial, behaviour, conversations, counts
from retrieval.baselines import baselines
from tests.evaluation.planted import CATALOG, Fixed, Oracle, talk


def answer(number: int) -> str:
    return f"i{1 + number % 9}"


def talks(count: int = 200) -> list[Dialogue]:
    return [talk(str(number), "i0", answer(number)) for number in range(count)]


ANSWERS = {str(number): answer(number) for number in range(200)}


@pytest.fixture(scope="module")
def trial() -> Trial:
    return conversations(CATALOG, split_dialogues(talks()))


def choice(recall: float) -> Choice:
    return Choice(setting="", recall=recall, tried={"": recall})


@pytest.fixture(scope="module")
def outcome(trial: Trial) -> Outcome:
    return measure(
        {
            "first": Entrant(Fixed("i1"), choice(0.1), is_baseline=True),
            "second": Entrant(Fixed("i1", "i2"), choice(0.2), is_baseline=True),
            "oracle": Entrant(Oracle(ANSWERS, place=2)),
        },
        trial,
    )


def test_the_best_baseline_on_validation_is_the_one_to_beat(outcome: Outcome) -> None:
    by_name = {system.name: system for system in outcome.systems}
    assert by_name["second"].against is None
    oracle = by_name["oracle"]
    assert oracle.against is not None
    assert oracle.against.difference.low > 0.3
    assert oracle.against.adjusted < 0.01
    assert oracle.figure(Metric.MRR, 10).value == pytest.approx(0.5)


def test_what_is_reported_does_not_choose_the_reference() -> None:
    entrants = {
        "unlucky": Entrant(Fixed(), choice(0.3), is_baseline=True),
        "lucky": Entrant(Oracle(ANSWERS), choice(0.2), is_baseline=True),
        "no baseline": Entrant(Oracle(ANSWERS), choice(0.9)),
    }
    assert reference(entrants) == "unlucky"


def test_counts_are_of_the_reported_fold(trial: Trial) -> None:
    counted = counts(trial)
    assert counted.records == counted.turns == counted.targets == len(trial.split.test)
    assert (counted.items, counted.repeated, counted.absent) == (80, 0, 0)
    assert counted.trained_on == len(trial.split.train) + len(trial.split.validation)


class Curious(Fixed):
    """Notes the records that it is asked about."""

    asked: set[str]

    def rank(self, contexts: Sequence[Context], size: int) -> list[list[str]]:
        self.asked = {context.record for context in contexts}
        return super().rank(contexts, size)


def test_settings_are_chosen_on_validation_and_nothing_else(trial: Trial) -> None:
    curious = Curious("i1")
    choose({"": lambda: curious}, trial.validation, CATALOG.rows)
    assert curious.asked == {dialogue.id for dialogue in trial.split.validation}


def test_the_best_setting_is_kept_and_all_are_told(trial: Trial) -> None:
    variants = {f"place {place}": partial(Oracle, ANSWERS, place=place) for place in (40, 3, 5, 20)}
    ranker, chosen = choose(variants, trial.validation, CATALOG.rows)
    assert (chosen.setting, chosen.recall) == ("place 3", 1.0)
    assert chosen.tried == {"place 40": 0, "place 3": 1, "place 5": 1, "place 20": 0}
    assert isinstance(ranker, Oracle)


def test_without_a_setting_there_is_nothing_to_choose(trial: Trial) -> None:
    with pytest.raises(ParleyError, match="no setting"):
        choose({}, trial.validation, CATALOG.rows)


def test_copying_scores_nothing_on_new_targets(trial: Trial) -> None:
    entrants = {"copy": Entrant(baselines(CATALOG)["copy"], choice(0.0), is_baseline=True)}
    (system,) = measure(entrants, trial).systems
    assert system.figure(Metric.RECALL, 50).value == 0


def test_a_planted_leak_ends_the_measurement(trial: Trial) -> None:
    test = trial.split.test[0]
    ranker = baselines(CATALOG, [*trial.split.train, test])["PageRank"]
    with pytest.raises(Leak, match=f"graph was trained on dialogue {test.id}"):
        measure({"graph": Entrant(ranker, choice(0.0), is_baseline=True)}, trial)


def test_an_honest_ranker_may_be_trained_on_training_dialogues(trial: Trial) -> None:
    ranker = baselines(CATALOG, trial.split.train)["PageRank"]
    assert measure({"graph": Entrant(ranker, choice(0.0), is_baseline=True)}, trial).systems


def test_a_test_dialogue_among_the_training_data_is_refused() -> None:
    split = split_dialogues(talks())
    leaking = split.model_copy(update={"train": (*split.train, split.test[0])})
    with pytest.raises(Leak, match=f"Dialogue {split.test[0].id} is evaluated"):
        conversations(CATALOG, leaking)


@pytest.mark.parametrize("fold", [Fold.TRAIN, Fold.VALIDATION])
def test_another_test_set_may_share_nothing_with_what_trains_or_chooses(fold: Fold) -> None:
    own = split_dialogues(talks())
    known = (own.train if fold is Fold.TRAIN else own.validation)[0]
    renamed = known.model_copy(update={"id": "renamed"})
    with pytest.raises(Leak, match="word for word"):
        conversations(CATALOG, split_dialogues(talks(), [talk("new"), renamed]))


def test_another_test_set_is_what_is_asked() -> None:
    trial = conversations(CATALOG, split_dialogues(talks(), [talk("new"), talk("newer")]))
    assert trial.task.records == ("new", "newer")


def test_on_the_validation_part_only_validation_is_asked() -> None:
    split = split_dialogues(talks())
    trial = conversations(CATALOG, split, Fold.VALIDATION)
    assert set(trial.task.records) == {dialogue.id for dialogue in split.validation}


def histories(count: int = 60) -> list[History]:
    """Everybody ends with i8 and then i9."""
    return [
        History(user=str(user), items=(f"i{10 + user}", f"i{11 + user}", "i8", "i9"))
        for user in range(count)
    ]


def test_leave_one_out_trains_without_the_last_two() -> None:
    trial = behaviour(CATALOG, histories())
    assert {turn.targets for turn in trial.task.turns} == {("i9",)}
    assert {turn.targets for turn in trial.validation.turns} == {("i8",)}
    assert not {"i8", "i9"} & {item for one in trial.split.histories for item in one.items}


def test_users_are_drawn_with_the_seed() -> None:
    drawn = [
        behaviour(CATALOG, histories(), users=10, seed=seed).task.records for seed in (0, 0, 1)
    ]
    assert len(drawn[0]) == 10
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(behaviour(CATALOG, histories(), users=10).split.histories) == 60


def test_no_questions_give_no_figures_and_no_error() -> None:
    trial = conversations(CATALOG, Split(train=(talk("a"),), digest=""))
    entrants = {
        name: Entrant(Fixed("i1"), choice(0.0), is_baseline=True) for name in ("one", "two")
    }
    system = measure(entrants, trial).systems[0]
    assert system.against is None
    assert np.isnan(system.figure(Metric.RECALL, 10).value)
