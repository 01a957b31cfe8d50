"""ReDial's files, whole and in part, with their oddities, become dialogues of catalogue films."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.datasets.importing import import_data
from catalog.datasets.journal import BadRow
from catalog.datasets.redial import raw_dialogue
from catalog.datasets.store import load_data
from catalog.store import Catalog
from core.dialogue import Speaker
from core.errors import ImportRefused
from tests.catalog.dataset_worlds import (
    FILMS,
    TODAY,
    answers,
    bring,
    brought,
    folder,
    redial_row,
    rows,
)

REDIAL = Path(__file__).parents[3] / "shared" / "data" / "redial"
RESOURCE = "<http://dbpedia.org/resource/{}>"


def test_a_file_of_dialogues_is_enough(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        "redial",
        train_data__jsonl=rows(
            redial_row(
                "395",
                ("R", "I &amp; you:  see@11or @12!"),
                ("R", "@13 @99"),
                ("S", "ok"),
                initiatorQuestions=answers(f11=1, f12=0, f13=2),
            )
        ),
    )
    data = brought("redial", path, tmp_path / "var")
    (dialogue,) = data.dialogues
    assert dialogue.id == "395"
    assert dialogue.user == "redial:user:7"
    assert [one.speaker for one in dialogue.utterances] == [
        Speaker.RECOMMENDER,
        Speaker.RECOMMENDER,
        Speaker.SEEKER,
    ]
    assert [one.text for one in dialogue.utterances] == [
        "I & you: see Heat (1995) or The Matrix (1999)!",
        "Okja @99",
        "ok",
    ]
    assert [one.mentions for one in dialogue.utterances] == [
        ("tt0113277", "tt0133093"),
        ("redial:13",),
        (),
    ]
    assert (dialogue.liked, dialogue.disliked) == (("tt0113277",), ("tt0133093",))
    assert data.items["redial:13"].title == "Okja"
    assert data.items["tt0113277"].genres == ("Crime",)
    assert data.sources == ("train_data.jsonl",)


def test_an_empty_form_gives_way_to_the_other_speakers(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        "redial",
        a__jsonl=rows(
            redial_row("1", initiatorQuestions=[], respondentQuestions=answers(f12=1)),
            redial_row("2", initiatorQuestions=answers(f11=0), respondentQuestions=answers(f11=1)),
            redial_row("3", ("S", "@11"), movieMentions=[], initiatorQuestions=[]),
        ),
    )
    first, second, third = brought("redial", path, tmp_path / "var").dialogues
    assert first.liked == ("tt0133093",)
    assert (second.liked, second.disliked) == ((), ("tt0113277",))
    assert third.utterances[0].mentions == ("tt0113277",)


def test_titles_metadata_and_keys_of_the_other_files(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        "redial",
        test_data__jsonl=rows(redial_row("1", ("S", "@21 @22 @23 @24"), movieMentions={})),
        movies_with_mentions__csv=(
            "movieId,movieName,nbMentions\n21,Heat  (1995),5\n22,Heat ,1\n23,Okja (2017),1\n"
            '24,"Good, Bad (2016)",1\n25,,1\n'
        ),
        id2info__json=json.dumps(
            {
                "21": {
                    "name": "Heat (1995)",
                    "plot": "Thieves.",
                    "genre": ["drama"],
                    "star": ["Al"],
                },
                "23": {
                    "name": "Okja (2017)",
                    "plot": "A pig &amp; a girl.",
                    "genre": ["sci-fi", "satire"],
                    "director": ["Bong Joon Ho"],
                    "imdb_id": "tt3967856",
                },
                "24": {"name": "Another (2001)", "plot": "Wrong."},
            }
        ),
        crosswalk__csv=(
            "redial_id,imdb_id,wikidata_cc0_imdb_id,ievalm_imdb_disagrees\n"
            "21,,,1\n22,tt9999999,tt0113277,\n"
        ),
    )
    outcome = bring("redial", path, tmp_path / "var")
    data = load_data(tmp_path / "var", "redial", FILMS)
    assert data.dialogues[0].utterances[0].mentions == (
        "tt0113277",
        "tt0113277",
        "redial:23",
        "redial:24",
    )
    okja = data.items["redial:23"]
    assert (okja.plot, okja.genres, okja.keywords) == ("A pig & a girl.", ("Sci-Fi",), ("satire",))
    assert okja.directors == ("Bong Joon Ho",)
    assert data.items["tt0113277"].plot == ""
    assert data.items["redial:24"].plot == ""
    assert outcome.manifest.joined == {
        "by id": 1,
        "by title and year": 1,
        "not in the catalogue": 2,
    }
    assert [(row.file, row.line) for row in outcome.journal.skipped] == [
        ("movies_with_mentions.csv", 6)
    ]


def test_facts_have_names_and_no_self_loops(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        "redial",
        a__jsonl=rows(redial_row("1", ("S", "@11"))),
        movieId2dbpedia_kgsf__json=json.dumps({"11": RESOURCE.format("Heat_(film)"), "12": None}),
        entity2id__json=json.dumps(
            {
                RESOURCE.format("Heat_(film)"): 0,
                RESOURCE.format("Michael_Mann__PersonFunction__1"): 1,
                RESOURCE.format("Why%3F"): 2,
                "odd": [3],
            }
        ),
        relation2id__json=json.dumps(
            {"<http://dbpedia.org/ontology/director>": 7, "self_loop": 24, "no": "number"}
        ),
        dbpedia_subkg__json=json.dumps({"0": [[24, 0], [7, 1], [7, 2], [7, 9], ["x"], [7, 1]]}),
    )
    data = brought("redial", path, tmp_path / "var")
    assert data.facts == (
        ("tt0113277", "director", "Michael Mann"),
        ("tt0113277", "director", "Why?"),
    )


def test_bad_rows_are_reported_and_a_dialogue_counts_once(tmp_path: Path) -> None:
    good = rows(redial_row("1", ("S", "hi")), redial_row("2", ("S", "hi")), redial_row("3"))
    path = folder(
        tmp_path,
        "redial",
        a__jsonl=f"\ufeff{good}{rows({'messages': 5})}\r\n[1]\n",
        b__jsonl=rows(redial_row("2"), redial_row("4"), redial_row("5")) + '{"conversationId": "6',
    )
    outcome = bring("redial", path, tmp_path / "var")
    assert outcome.manifest.counts["dialogues"] == 5
    assert [(row.file, row.line) for row in outcome.journal.skipped] == [
        ("a.jsonl", 4),
        ("a.jsonl", 6),
        ("b.jsonl", 1),
        ("b.jsonl", 4),
    ]
    assert "already in a.jsonl" in outcome.journal.skipped[2].reason


def test_a_folder_without_dialogues_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"no \.jsonl file"):
        bring("redial", folder(tmp_path, "empty"), tmp_path / "var")


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(("messages", "initiatorWorkerId", "text", "senderWorkerId", "movieMentions", "liked")) | st.text(), inner)))  # fmt: skip
def test_any_row_is_a_dialogue_or_a_reported_one(row: object) -> None:
    with suppress(BadRow):
        raw_dialogue(row)


@pytest.mark.skipif(not REDIAL.exists(), reason="the ReDial files are not at ../shared/data")
def test_the_real_files(tmp_path: Path, default_catalog: Catalog) -> None:
    outcome = import_data("redial", REDIAL, tmp_path, default_catalog, today=TODAY)
    data = load_data(tmp_path, "redial", default_catalog)
    assert outcome.manifest.skipped == 0
    assert len(data.dialogues) == 2727
    mentions = [item for one in data.dialogues for said in one.utterances for item in said.mentions]
    assert 0.8 < sum(item in default_catalog for item in mentions) / len(mentions) < 0.9
    assert all(item in data.items for item in mentions)
    assert not any("@1" in said.text for said in data.dialogues[0].utterances)
    assert {relation for _, relation, _ in data.facts} >= {"starring", "director", "writer"}
