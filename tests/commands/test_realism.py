"""Realism in front of a data folder: with ReDial imported and without, and who is compared."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from catalog.datasets.redial import raw_dialogue
from commands.fit_simulator import taken_of
from commands.realism import realism_of, write_reference
from core.conversation import Act
from core.settings import Settings
from evaluation.episodes import Ending, Episode, TurnRecord
from evaluation.iard import IntentDialogue, Utterance
from evaluation.realism import Reference
from evaluation.realism_counts import Aspect
from evaluation.realism_reference import NAME
from evaluation.redial import Message, Role
from simulator.persona import Origin
from simulator.population import is_fitting
from simulator.speech import UserIntent
from tests.catalog.dataset_worlds import FILMS, answers, brought, folder, redial_row, rows
from tests.evaluation.simulation_doubles import person

SAYS = "I want a good film please"


def episode(number: int, said: str = SAYS, ending: Ending = Ending.OUT_OF_TURNS) -> Episode:
    turn = TurnRecord(
        said=said, intent=UserIntent.STATE_NEED, act=Act.RECOMMEND, reply="…", cards=("tt0113277",)
    )
    return Episode(
        system="s",
        number=number,
        persona=f"p{number}",
        family="f",
        origin=Origin.REDIAL,
        targets=("tt0133093",),
        ending=ending,
        turns=(turn, turn),
        closing=said,
        closing_intent=UserIntent.REJECT,
    )


def settings(path: Path) -> Settings:
    return cast(Settings, SimpleNamespace(data_folder=path))


def redial(path: Path, *seekers: int, said: str = SAYS) -> None:
    """One dialogue of each of these seekers, in which the recommender names a film."""
    lines = [
        redial_row(str(seeker), ("S", said), ("R", "@11"), ("S", said), initiatorWorkerId=seeker)
        for seeker in seekers
    ]
    for line in lines:
        for message in line["messages"]:
            if message["senderWorkerId"] == 7:
                message["senderWorkerId"] = line["initiatorWorkerId"]
    brought("redial", folder(path, "redial", train_data__jsonl=rows(*lines)), path)


PEOPLE = [person(number) for number in range(40)]
FREE = [n for n in range(1_000, 1_200) if not is_fitting(f"redial:user:{n}")]
FITTED = [n for n in range(1_000, 1_400) if is_fitting(f"redial:user:{n}")]


def test_without_redial_everything_but_the_discriminator_is_measured(tmp_path: Path) -> None:
    found = realism_of([episode(n) for n in range(10)], PEOPLE, FILMS, settings(tmp_path), 0)
    (one,) = found.systems
    assert "not measured, as ReDial is not imported" in found.note
    assert one.area is None
    assert not np.isnan([one.divergences[aspect].value for aspect in Aspect]).any()
    assert one.rejected == 0.5


def test_with_redial_the_same_words_cannot_be_told_apart_and_others_can(tmp_path: Path) -> None:
    redial(tmp_path, *FREE[:40])
    same = realism_of([episode(n) for n in range(40)], PEOPLE, FILMS, settings(tmp_path), 0)
    assert same.note == ""
    assert same.systems[0].area
    assert same.systems[0].area.value == pytest.approx(0.5)
    other = [episode(n, "recommend something else") for n in range(40)]
    apart = realism_of(other, PEOPLE, FILMS, settings(tmp_path), 0)
    assert apart.systems[0].area
    assert apart.systems[0].area.value == pytest.approx(1.0)


def test_people_that_were_fitted_to_are_not_compared_with(tmp_path: Path) -> None:
    redial(tmp_path, *FITTED[:40])
    found = realism_of([episode(n) for n in range(40)], PEOPLE, FILMS, settings(tmp_path), 0)
    assert found.systems[0].area
    assert np.isnan(found.systems[0].area.value)


def test_unscored_episodes_are_left_out(tmp_path: Path) -> None:
    played = [episode(0), episode(1, ending=Ending.FAILED), episode(2, ending=Ending.LEAKED)]
    (one,) = realism_of(played, PEOPLE, FILMS, settings(tmp_path), 0).systems
    assert one.dialogues == 1


def labelled(seeker: int, *labels: tuple[Role, str]) -> IntentDialogue:
    return IntentDialogue(
        index=0,
        seeker=str(seeker),
        utterances=tuple(
            Utterance(message=Message(role=role, text="…"), sub_intents=frozenset({label}))
            for role, label in labels
        ),
    )


def test_the_reference_is_counts_of_people_that_nothing_was_fitted_to(tmp_path: Path) -> None:
    asks, shows, takes, says_no = (
        (Role.SEEKER, "IQU"),
        (Role.RECOMMENDER, "REC-S"),
        (Role.SEEKER, "ACC"),
        (Role.SEEKER, "REJ"),
    )
    iard = [labelled(FREE[0], asks, shows, takes), labelled(FITTED[0], asks, shows, says_no)]
    redial(tmp_path, FREE[0], FREE[1], FITTED[0], said="that secret was good")
    data = brought("redial", tmp_path / "redial", tmp_path)
    write_reference(iard, data, tmp_path)
    text = (tmp_path / NAME).read_text("utf-8")
    reference = Reference.model_validate_json(text)
    assert (reference.dialogues, reference.labelled) == (2, 1)
    assert reference.counts[Aspect.ANSWERS] == (1, 0, 0)
    assert sum(reference.counts[Aspect.WORDS]) == 4
    assert reference.counts[Aspect.TONE] == (0, 0, 4)
    assert "secret" not in text
    assert "CC BY 4.0" in reference.about
    assert json.loads(text)["words"] == {}


def test_what_could_be_taken_is_what_was_liked_and_not_seen() -> None:
    def row(*messages: tuple[str, str]) -> object:
        form = answers(f11=1, f12=1, f13=0)
        form["11"]["seen"] = 0  # type: ignore[index]
        return redial_row("1", *messages, initiatorQuestions=form)

    talk = (
        ("S", "@14"),
        ("R", "@11 or @14?"),
        ("R", "@12"),
        ("R", "@13"),
        ("R", "@11"),
        ("R", "hm"),
    )
    found = taken_of([raw_dialogue(row(*talk))])
    assert (found.turns, found.welcome) == (3, 1)
