"""ReDial's files become dialogues whose mentions are catalogue films."""

from pathlib import Path

import pytest

from catalog.store import Catalog
from core.item import Item
from evaluation.redial import Role, Variant, read_dialogues, read_mentions, slate_before, typed_text
from tests.evaluation.worlds import FILMS, dialogue_row, redial_folder, write_lines

REDIAL = Path(__file__).parents[3] / "shared" / "data" / "redial"
needs_redial = pytest.mark.skipif(
    not REDIAL.exists(), reason="the ReDial files are not at ../shared/data"
)


def test_mentions_are_resolved_by_either_id_and_then_by_title(tmp_path: Path) -> None:
    mentions = read_mentions(redial_folder(tmp_path), FILMS)
    assert {name: mention.item_id for name, mention in mentions.items()} == {
        "11": "tt01",
        "12": "tt02",
        "13": "tt03",
        "15": "pf-it-2017",
        "17": None,
    }
    assert (mentions["11"].label, mentions["12"].label) == ("Heat (1995)", "Alien")


@pytest.mark.parametrize(
    ("variant", "typed"),
    [
        (Variant.WITH_YEAR, "I & you: Heat (1995) , Alien! @99 Heat (1995) rules"),
        (Variant.WITHOUT_YEAR, "I & you: Heat , Alien! @99 Heat rules"),
        (Variant.LOWER_CASE, "i & you: heat , alien! @99 heat rules"),
    ],
)
def test_markers_become_titles_as_people_type_them(
    tmp_path: Path, variant: Variant, typed: str
) -> None:
    mentions = read_mentions(redial_folder(tmp_path), FILMS)
    assert typed_text("I &amp; you:  @11 , @12! @99 @11rules", mentions, variant) == typed


def test_a_dialogue_has_roles_mentions_and_the_form_where_it_says_yes_or_no(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "d.jsonl",
        dialogue_row(("S", "hi"), ("R", "@11 or @12 or @11"), liked={"11": 1, "12": 0, "13": 2}),
        dialogue_row(("R", "hello")),
    )
    first, second = read_dialogues(path)
    assert [message.role for message in first.messages] == [Role.SEEKER, Role.RECOMMENDER]
    assert first.messages[1].mentions == ("11", "12", "11")
    assert first.liked == {"11": True, "12": False}
    assert (second.index, second.liked) == (1, {})


def test_the_slate_is_what_was_named_once_each(tmp_path: Path) -> None:
    mentions = read_mentions(redial_folder(tmp_path), FILMS)
    path = write_lines(tmp_path / "d.jsonl", dialogue_row(("R", "@17 @11"), ("R", "@11 @99")))
    (dialogue,) = read_dialogues(path)
    assert slate_before(dialogue.messages, mentions, FILMS) == [
        ("Moana (2016)", None),
        ("Heat (1995)", FILMS["tt01"]),
    ]


@needs_redial
def test_most_mentions_of_the_real_file_are_in_the_default_catalogue(
    default_catalog: Catalog,
) -> None:
    mentions = read_mentions(REDIAL, default_catalog)
    dialogues = read_dialogues(REDIAL / "train_part.jsonl")
    named = [name for one in dialogues for message in one.messages for name in message.mentions]
    known = [mentions[name].item_id for name in named if name in mentions]
    assert len(dialogues) == 2727
    assert len(named) - len(known) < 10
    assert 0.75 < sum(item_id is not None for item_id in known) / len(known) < 1
    film: Item = default_catalog[str(mentions["161313"].item_id)]
    assert film.label == "Die Hard (1988)"
    answers = [liked for one in dialogues for liked in one.liked.values()]
    assert sum(answers) / len(answers) == pytest.approx(0.94, abs=0.01)
