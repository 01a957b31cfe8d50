"""INSPIRED in both of its forms: mentions by label and DBpedia resource, dialogues once."""

import json
from pathlib import Path

import pytest

from catalog.datasets.store import load_data
from core.dialogue import Speaker
from core.errors import ImportRefused
from tests.catalog.dataset_worlds import FILMS, bring, brought, folder, rows

INSPIRED = Path(__file__).parents[3] / "shared" / "data" / "inspired"
RESOURCE = "<http://dbpedia.org/resource/{}>"
HEADER = "dialog_id\tutt_id\tspeaker\ttext\ttext_with_placeholder\tmovies\n"


def said(role: str, text: str, *films: str, **linked: str) -> dict[str, object]:
    return {
        "text": text,
        "role": role,
        "movie": list(films),
        "movie_name": [name.replace("_", " ") for name in linked],
        "movie_link": [RESOURCE.format(name) for name in linked.values()],
    }


def test_json_lines_have_labels_and_resources(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        "inspired",
        train__jsonl=rows(
            [
                said("SEEKER", "I saw  Heat &amp; Joker", "Heat (1995)", "Joker (2019)", Joker="Joker_(film)"),
                said("RECOMMENDER", "No QUOTATION_MARKyearQUOTATION_MARK", "Spiral ()"),
                said("RECOMMENDER", "Only linked", Parasite="Parasite_(2019_film)"),
            ],
            [{"text": 5, "role": "SEEKER"}],
            [{"text": "x", "role": "NARRATOR"}],
            [],
            *([said("SEEKER", f"Bye {word}")] for word in ("one", "two", "three")),
        ),
        kerl_movie_kg__json=json.dumps(
            {"Joker (2019)": {"directors": ["Todd Phillips"], "genres": ["drama film", "heist film"]}}
        ),
        entity2id__json=json.dumps({RESOURCE.format("Joker_(film)"): 1, RESOURCE.format("DC"): 2}),
        relation2id__json=json.dumps({"<http://dbpedia.org/ontology/distributor>": 0}),
        dbpedia_subkg__json=json.dumps({"1": [[0, 2]]}),
    )  # fmt: skip
    outcome = bring("inspired", path, tmp_path / "var")
    data = load_data(tmp_path / "var", "inspired", FILMS)
    dialogue = data.dialogues[0]
    assert [one.text for one in dialogue.utterances] == [
        "I saw Heat & Joker", 'No "year"', "Only linked",
    ]  # fmt: skip
    assert [one.mentions for one in dialogue.utterances] == [
        ("tt0113277", "inspired:joker-2019"),
        ("inspired:spiral",),
        ("inspired:parasite-2019-film",),
    ]
    joker = data.items["inspired:joker-2019"]
    assert (joker.directors, joker.genres) == (("Todd Phillips",), ("Drama",))
    assert joker.keywords == ("heist",)
    assert data.facts == (("inspired:joker-2019", "distributor", "DC"),)
    assert [row.line for row in outcome.journal.skipped] == [2, 3, 4]


def test_the_table_keeps_utterances_apart_and_repeats_nothing(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        "inspired",
        dev__tsv=HEADER
        + "a.pkl\t1\tSEEKER\tHi \"there\t\t\n"
        + "a.pkl\t2\tSEEKER\tI like Heat\t[MOVIE_TITLE_0]\tHeat (1995);  It (2017)\n"
        + "b.pkl\t1\tRECOMMENDER\tHello\t\t\nb.pkl\t2\tSEEKER\tshort\nb.pkl\t3\tNOBODY\tx\t\t\n"
        + "b.pkl\t4\tSEEKER\tBye\t\t",
        valid__jsonl=rows([said("RECOMMENDER", "Hello "), said("SEEKER", "bye!")]),
    )  # fmt: skip
    outcome = bring("inspired", path, tmp_path / "var")
    data = load_data(tmp_path / "var", "inspired", FILMS)
    assert [one.id for one in data.dialogues] == ["valid-1", "a"]
    assert data.sources == ("valid.jsonl", "dev.tsv")
    assert [one.speaker for one in data.dialogues[1].utterances] == [Speaker.SEEKER] * 2
    assert data.dialogues[1].utterances[0].text == 'Hi "there'
    assert data.dialogues[1].utterances[1].mentions == ("tt0113277", "pf-it-2017")
    assert outcome.journal.notes == ["1 dialogues stand in two files; they are imported once."]
    assert [row.line for row in outcome.journal.skipped] == [5, 6]


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"no \.jsonl or \.tsv file"):
        bring("inspired", folder(tmp_path, "none", readme__md="x"), tmp_path / "var")
    with pytest.raises(ImportRefused, match="no column 'dialog_id'"):
        bring("inspired", folder(tmp_path, "odd", a__tsv="x\ty\n1\t2\n"), tmp_path / "var")


@pytest.mark.skipif(not INSPIRED.exists(), reason="INSPIRED is not at ../shared/data")
def test_the_real_files(tmp_path: Path) -> None:
    data = brought("inspired", INSPIRED, tmp_path)
    assert len(data.dialogues) == 900
    assert data.sources.count("unicrs_train_dbpedia.jsonl") == 801
    mentions = [item for one in data.dialogues for text in one.utterances for item in text.mentions]
    assert len(mentions) > 4_500
    assert set(mentions) <= set(data.items)
